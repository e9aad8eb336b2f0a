import { useState } from 'react'
import { call, get, once } from '../lib/api'
import { day } from '../lib/format'
import { known } from '../lib/instruments'
import { useLoad } from '../lib/load'
import { type Alert, conditionText, isShare, KINDS, type Kind, needsSymbol, sentLevel, shownLevel } from '../lib/watch'
import { Editor } from './Editor'
import { Item } from './Item'
import { Listed } from './Listed'
import { SymbolField } from './SymbolField'

const LEVELS: Record<Kind, string> = { price: 'Level', drawdown: 'Level, %', weight: 'Level, %', staleness: 'Days' }
const pathOf = ({ id }: Alert) => `/api/v1/alerts/${id}`

/** Set an alert, or change one where it stands. */
async function setAlert(kind: Kind, form: FormData, old?: Alert) {
  const named = String(form.get('symbol')).trim()
  const symbol = named ? await known(named) : null
  const body = { kind, symbol, side: form.get('side'), level: sentLevel(kind, String(form.get('level'))) }
  if (old) return call('PUT', pathOf(old), { body })
  return call('POST', '/api/v1/alerts', { body, headers: once() })
}

interface FormProps {
  old?: Alert
  onDone: () => void
  onCancel?: () => void
}

function Form({ old, onDone, onCancel }: FormProps) {
  const [kind, setKind] = useState<Kind>(old?.kind ?? 'price')
  const save = (form: FormData) => setAlert(kind, form, old)
  return (
    <Editor label={old ? 'Save alert' : 'Set alert'} save={save} onDone={onDone} onCancel={onCancel}>
      <div className="fields">
        <label className="field">
          Of what
          <select value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {Object.entries(KINDS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <SymbolField
          label={needsSymbol(kind) ? 'Holding or instrument' : 'Holding, or none for the whole'}
          name="symbol"
          value={old?.symbol ?? ''}
          required={needsSymbol(kind)}
        />
        <label className="field">
          Is
          <select name="side" defaultValue={old?.side ?? 'above'}>
            <option value="above">above</option>
            <option value="below">below</option>
          </select>
        </label>
        <label className="field">
          {LEVELS[kind]}
          <input
            name="level"
            type="number"
            min="0"
            max={isShare(kind) ? 100 : undefined}
            step="any"
            required
            defaultValue={old && shownLevel(old)}
          />
        </label>
      </div>
    </Editor>
  )
}

/** Conditions that each review looks at. */
export function Alerts() {
  const loaded = useLoad('alerts', () => get<{ alerts: Alert[] }>('/api/v1/alerts'))
  const { reload } = loaded
  return (
    <section className="card stack">
      <h2>Alerts</h2>
      <Listed loaded={loaded} items={loaded.data?.alerts} empty="No alerts yet. Each review looks at those you set.">
        {(alert) => {
          const name = alert.symbol ?? 'the whole'
          return (
            <Item
              key={alert.id}
              what={`the alert on ${name}`}
              remove={() => call('DELETE', pathOf(alert)).then(reload)}
              edit={(close) => <Form old={alert} onCancel={close} onDone={() => [close(), reload()]} />}
            >
              <strong>{alert.symbol ?? 'The whole'}</strong> {alert.holds && <span className="tag">Holds</span>}
              <small>
                {conditionText(alert)}
                {alert.holds && alert.fired_at && ` · since ${day(alert.fired_at)}`}
              </small>
            </Item>
          )
        }}
      </Listed>
      <details>
        <summary>New alert</summary>
        <Form onDone={reload} />
      </details>
    </section>
  )
}
