import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { onKeys } from '../lib/keys'
import { me } from '../lib/person'
import { hidden, THEMES, theme } from '../lib/prefs'
import { session } from '../lib/session'
import { Icon, type IconName, Logo } from './Icon'

const Threads = lazy(() => import('./Threads').then((module) => ({ default: module.Threads })))
const Help = lazy(() => import('./Help').then((module) => ({ default: module.Help })))

const PAGES: [string, IconName, string][] = [
  ['/portfolio', 'pie', 'Portfolio'],
  ['/watch', 'bell', 'Watch'],
  ['/import', 'import', 'Import'],
  ['/documents', 'file', 'Documents'],
  ['/library', 'book', 'Library'],
]

function HideAmounts() {
  const hide = hidden.use()
  return (
    <button
      type="button"
      className="icon-button"
      aria-pressed={hide}
      onClick={() => hidden.set(!hide)}
      title="Hide amounts (h)"
    >
      <Icon name={hide ? 'eyeOff' : 'eye'} />
      <span className="sr">Hide amounts</span>
    </button>
  )
}

function ThemeSwitch() {
  const now = theme.use()
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length] ?? 'auto'
  return (
    <button type="button" className="icon-button" onClick={() => theme.set(next)} title={`Theme: ${now}`}>
      <Icon name="theme" />
      <span className="sr">
        Theme: {now}. Change to {next}
      </span>
    </button>
  )
}

function Account() {
  const person = me.use()
  const name = person ? person.name || person.email : 'Settings'
  return (
    <>
      <Link href="/settings" className="nav-link if-in">
        <Icon name="settings" /> <span className="clip">{name}</span>
      </Link>
      <Link href="/sign-in" className="nav-link if-out">
        <Icon name="settings" /> Sign in
      </Link>
    </>
  )
}

const Brand = () => (
  <Link href="/" className="brand">
    <Logo /> Portfolio Coach
  </Link>
)

function Sidebar({ shown, onClose }: { shown: boolean; onClose: () => void }) {
  const [path] = useLocation()
  const signedIn = session.use() !== null
  return (
    <nav className={shown ? 'sidebar shown' : 'sidebar'} aria-label="Main" id="sidebar">
      <div className="sidebar-top">
        <Brand />
        <button type="button" className="icon-button narrow" aria-label="Close menu" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <Link href="/" className="nav-link strong">
        <Icon name="add" /> New question
      </Link>
      {PAGES.map(([href, icon, label]) => (
        <Link key={href} href={href} className="nav-link" aria-current={path === href ? 'page' : undefined}>
          <Icon name={icon} /> {label}
        </Link>
      ))}
      <div className="sidebar-threads">
        <Suspense>{signedIn && <Threads />}</Suspense>
      </div>
      <div className="sidebar-foot">
        <Account />
        <HideAmounts />
        <ThemeSwitch />
      </div>
    </nav>
  )
}

function useHelp() {
  const [help, setHelp] = useState(false)
  useEffect(() => onKeys({ '?': () => setHelp(true), h: () => hidden.set((old) => !old) }), [])
  return [help, setHelp] as const
}

/** The frame round every page: navigation on the left, or behind a button on narrow screens. */
export function Shell({ children }: { children: ReactNode }) {
  const [menu, setMenu] = useState(false)
  const [help, setHelp] = useHelp()
  const [path] = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => setMenu(false), [path])
  useEffect(() => (menu ? onKeys({}, () => setMenu(false)) : undefined), [menu])
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="topbar">
        <button
          type="button"
          className="icon-button"
          aria-label="Menu"
          aria-expanded={menu}
          aria-controls="sidebar"
          onClick={() => setMenu(true)}
        >
          <Icon name="menu" />
        </button>
        <Brand />
        <HideAmounts />
      </header>
      <Sidebar shown={menu} onClose={() => setMenu(false)} />
      {menu && <button type="button" className="scrim" aria-label="Close menu" onClick={() => setMenu(false)} />}
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      {help && (
        <Suspense>
          <Help onClose={() => setHelp(false)} />
        </Suspense>
      )}
    </div>
  )
}
