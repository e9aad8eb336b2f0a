import { call, get, once } from '../lib/api'
import { day, useFormat } from '../lib/format'
import { known } from '../lib/instruments'
import { useLoad } from '../lib/load'
import { maskText } from '../lib/mask'
import { hidden } from '../lib/prefs'
import type { Watched } from '../lib/watch'
import { Editor } from './Editor'
import { Item } from './Item'
import { Listed } from './Listed'
import { SymbolField } from './SymbolField'

const LONGEST = 500

interface FormProps {
  old?: Watched
  onDone: () => void
  onCancel?: () => void
}

async function watch(form: FormData, old?: Watched) {
  const symbol = old?.symbol ?? (await known(String(form.get('symbol')).trim()))
  const body = { symbol, note: String(form.get('note')).trim() }
  return call('POST', '/api/v1/watchlist', { body, headers: once() })
}

const Form = ({ old, onDone, onCancel }: FormProps) => (
  <Editor label={old ? 'Save' : 'Watch'} save={(form) => watch(form, old)} onDone={onDone} onCancel={onCancel}>
    <div className="fields">
      {!old && <SymbolField label="Instrument" name="symbol" required />}
      <label className="field">
        {old ? `Note on ${old.symbol}` : 'Note, optional'}
        <input name="note" maxLength={LONGEST} defaultValue={old?.note} placeholder="What I wait for" />
      </label>
    </div>
  </Editor>
)

function Price({ item: { name, price, currency, price_date, return_fraction, reason } }: { item: Watched }) {
  const format = useFormat()
  if (price === null) return <small>{reason}</small>
  return (
    <small>
      {name} · {format.price(price, currency)} on {day(price_date)} ({format.percent(return_fraction, true)})
    </small>
  )
}

/** Instruments that the person looks at without holding them. */
export function Watchlist() {
  const loaded = useLoad('watchlist', () => get<{ watchlist: Watched[] }>('/api/v1/watchlist'))
  const hide = hidden.use()
  const { reload } = loaded
  return (
    <section className="card stack">
      <h2>Watchlist</h2>
      <Listed
        loaded={loaded}
        items={loaded.data?.watchlist}
        empty="Nothing is watched yet. Reviews tell how the price of what you watch has changed."
      >
        {(item) => (
          <Item
            key={item.symbol}
            what={`${item.symbol} on the watchlist`}
            remove={() => call('DELETE', `/api/v1/watchlist/${encodeURIComponent(item.symbol)}`).then(reload)}
            edit={(close) => <Form old={item} onCancel={close} onDone={() => [close(), reload()]} />}
          >
            <strong>{item.symbol}</strong>
            <Price item={item} />
            {item.note && <p className="lines">{hide ? maskText(item.note) : item.note}</p>}
          </Item>
        )}
      </Listed>
      <details>
        <summary>Watch another</summary>
        <Form onDone={reload} />
      </details>
    </section>
  )
}
