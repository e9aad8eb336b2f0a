import { createRoot, hydrateRoot } from 'react-dom/client'
import { App } from './App'
import './styles/theme.css'
import './styles/base.css'
import './styles/parts.css'
import './styles/shell.css'
import './styles/chat.css'

// Upstox leads back to "/" with its code; the page that takes it is the one for imports.
if (/[?&]state=/.test(window.location.search)) window.history.replaceState(null, '', `/import${window.location.search}`)

const root = document.getElementById('root') as HTMLElement
if (root.firstElementChild && window.location.pathname === '/') hydrateRoot(root, <App />)
else {
  root.replaceChildren()
  delete document.documentElement.dataset.route
  createRoot(root).render(<App />)
}
