import type { FormEvent } from 'react'
import { call, get } from '../lib/api'
import { useLoad } from '../lib/load'
import { ErrorNotice } from './Notice'
import { Outcome, useAct } from './Outcome'

interface Rules {
  by: string
  targets: Record<string, number>
  max_holding: number | null
  max_sector: number | null
  min_cash: number | null
  max_volatility: number | null
  country: string | null
  text: string
}

const LIMITS = [
  ['max_holding', 'One holding at most'],
  ['max_sector', 'One sector at most'],
  ['min_cash', 'Cash at least'],
  ['max_volatility', 'Volatility at most'],
] as const

const PERCENT = 100
const shown = (share: number | null) => (share === null ? '' : String(Number((share * PERCENT).toFixed(4))))

function share(text: FormDataEntryValue | null): number | null {
  return text ? Number(text) / PERCENT : null
}

const written = (targets: Rules['targets']) =>
  Object.entries(targets)
    .map(([name, weight]) => `${name} ${shown(weight)}`)
    .join('\n')

/** Read target weights, one "name percent" a line. */
export function targetsOf(text: string): Rules['targets'] {
  const lines = text.matchAll(/^\s*(.+?)[\s:=]+([\d.]+)\s*%?\s*$/gm)
  return Object.fromEntries([...lines].map(([, name, percent]) => [name as string, Number(percent) / PERCENT]))
}

function Form({ rules }: { rules: Rules }) {
  const { act, done, failure } = useAct()
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const limits = Object.fromEntries(LIMITS.map(([key]) => [key, share(form.get(key))]))
    const targets = targetsOf(String(form.get('targets')))
    const more = { by: form.get('by'), country: form.get('country') || null, text: String(form.get('text')) }
    act(() => call('PUT', '/api/v1/policy', { body: { ...rules, ...limits, ...more, targets } }))
  }
  return (
    <form className="stack" onSubmit={save}>
      <div className="fields">
        {LIMITS.map(([key, label]) => (
          <label key={key} className="field">
            {label}, %
            <input name={key} type="number" min="0" step="any" defaultValue={shown(rules[key])} />
          </label>
        ))}
      </div>
      <div className="fields">
        <label className="field">
          Targets by
          <select name="by" defaultValue={rules.by}>
            <option value="symbol">Holding</option>
            <option value="sector">Sector</option>
            <option value="asset_class">Asset class</option>
          </select>
        </label>
        <label className="field">
          Taxed in
          <select name="country" defaultValue={rules.country ?? ''}>
            <option value="">Not said</option>
            <option value="IN">India</option>
            <option value="US">United States</option>
          </select>
        </label>
      </div>
      <label className="field">
        Target weights, one a line, in %
        <textarea name="targets" rows={3} placeholder={'RELIANCE 20\nCash 5'} defaultValue={written(rules.targets)} />
      </label>
      <label className="field">
        In your own words
        <textarea name="text" rows={2} maxLength={2000} defaultValue={rules.text} />
      </label>
      <div className="actions">
        <button type="submit" className="button primary">
          Save rules
        </button>
        <Outcome done={done} failure={failure} />
      </div>
    </form>
  )
}

/** The rules that the coach holds the portfolio against. */
export function Policy() {
  const { data, failure, reload } = useLoad('policy', () => get<Rules>('/api/v1/policy'))
  return (
    <section className="card stack">
      <h2>My rules</h2>
      <p className="quiet">Answers about risk, changes and rebalancing are held against these.</p>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {data && <Form rules={data} />}
    </section>
  )
}
