import { useId, useState } from 'react'
import { searchInstruments } from '../lib/instruments'
import { useLoad, useSettled } from '../lib/load'

interface Props {
  label: string
  name: string
  value?: string
  required?: boolean
}

/** A field for an instrument's symbol, which proposes those whose name or symbol fits. */
export function SymbolField({ label, name, value = '', required }: Props) {
  const [text, setText] = useState(value)
  const id = useId()
  const query = useSettled(text.trim())
  const { data } = useLoad(query ? `search ${query}` : null, () => searchInstruments(query))
  return (
    <label className="field">
      {label}
      <input
        name={name}
        list={id}
        required={required}
        maxLength={60}
        autoComplete="off"
        placeholder="Symbol or name"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <datalist id={id}>
        {data?.map((found) => (
          <option key={found.symbol} value={found.symbol}>
            {found.name}
          </option>
        ))}
      </datalist>
    </label>
  )
}
