import { type FormEvent, useState } from 'react'
import { call, get } from '../lib/api'
import { useLoad } from '../lib/load'
import { shown } from '../lib/percent'
import { bandsText, LIMITS, type Rules, ruleNames, rulesOf, targetsText } from '../lib/policy'
import { capital } from '../lib/tools'
import { ErrorNotice } from './Notice'
import { Outcome, useAct } from './Outcome'
import { Standing } from './Standing'

const Limits = ({ rules }: { rules: Rules }) => (
  <div className="fields">
    {LIMITS.map(([field, label, , help]) => (
      <label key={field} className="field">
        {label}, %
        <input
          name={field}
          type="number"
          min="0"
          max={field === 'max_volatility' ? undefined : 100}
          step="any"
          defaultValue={shown(rules[field])}
        />
        <small>{help}</small>
      </label>
    ))}
    <label className="field">
      Horizon, years
      <input name="horizon_years" type="number" min="0" max="80" step="1" defaultValue={rules.horizon_years ?? ''} />
      <small>When you will need the money.</small>
    </label>
  </div>
)

const Targets = ({ rules }: { rules: Rules }) => (
  <>
    <div className="fields">
      <label className="field">
        Targets by
        <select name="by" defaultValue={rules.by}>
          <option value="symbol">Holding</option>
          <option value="sector">Sector</option>
          <option value="asset_class">Asset class</option>
        </select>
        <small>What the names below are.</small>
      </label>
      <label className="field">
        Tolerance, % points
        <input name="band" type="number" min="0" max="100" step="any" required defaultValue={shown(rules.band)} />
        <small>How far a weight may drift from its target.</small>
      </label>
    </div>
    <label className="field">
      Target weights, one a line, in %
      <textarea name="targets" rows={3} placeholder={'RELIANCE 20\nCash 5'} defaultValue={targetsText(rules)} />
    </label>
  </>
)

/** A rule that is only a wish is shown when it is broken, but answers do not warn of it. */
function Wishes({ rules }: { rules: Rules }) {
  const names = ruleNames(rules)
  if (!names.length) return null
  return (
    <details>
      <summary>Which of them are only wishes</summary>
      <fieldset className="checks">
        <legend className="quiet">A broken wish is listed; a broken rule is also warned of in answers.</legend>
        {names.map((name) => (
          <label key={name} className="check">
            <input type="checkbox" name="soft" value={name} defaultChecked={rules.soft.includes(name)} />
            <span>{capital(name)}</span>
          </label>
        ))}
      </fieldset>
    </details>
  )
}

function Form({ rules, onSaved }: { rules: Rules; onSaved: (rules: Rules) => void }) {
  const { act, busy, done, failure } = useAct()
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    act(async () => onSaved(await call<Rules>('PUT', '/api/v1/policy', { body: rulesOf(form) })))
  }
  return (
    <form className="stack" onSubmit={save}>
      <Limits rules={rules} />
      <Targets rules={rules} />
      <label className="field">
        Bands of asset classes, sectors, holdings or Cash, one a line: least and most, in %
        <textarea
          name="bands"
          rows={3}
          placeholder={'Equity 50 70\nInformation Technology 0 25'}
          defaultValue={bandsText(rules)}
        />
        <small>The names are those under Allocation on the Portfolio page.</small>
      </label>
      <label className="field">
        Not to be sold, by symbol
        <input name="do_not_sell" placeholder="AAPL, RELIANCE" defaultValue={rules.do_not_sell.join(', ')} />
        <small>Plans of trades leave these alone.</small>
      </label>
      <label className="field">
        Taxed in
        <select name="country" defaultValue={rules.country ?? ''}>
          <option value="">Not said</option>
          <option value="IN">India</option>
          <option value="US">United States</option>
        </select>
      </label>
      <label className="field">
        In your own words
        <textarea name="text" rows={2} maxLength={2000} defaultValue={rules.text} />
      </label>
      <Wishes rules={rules} />
      <div className="actions">
        <button type="submit" className="button primary" disabled={busy}>
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
  const [saved, setSaved] = useState<Rules | null>(null)
  const rules = saved ?? data
  return (
    <section className="card stack" id="rules" aria-busy={!rules && !failure}>
      <h2>My rules</h2>
      <p className="quiet">
        Answers about risk, changes and rebalancing are held against these, and each review says which are broken. A
        field left empty is no rule.
      </p>
      {failure && <ErrorNotice failure={failure} onRetry={reload} />}
      {rules && <Standing rules={rules} />}
      {rules && <Form rules={rules} onSaved={setSaved} />}
    </section>
  )
}
