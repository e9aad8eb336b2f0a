import { day, type Formatter, useFormat } from '../lib/format'
import { MASK } from '../lib/mask'
import { words } from '../lib/tools'
import type { Money } from '../lib/types'
import { Scroll } from './Scroll'

const PERSONAL = new Set(['quantity', 'amount', 'fee', 'tax', 'value'])
const QUIET = new Set(['id', 'currency', 'source', 'source_record_id'])
const PRICES = new Set(['price', 'close'])
const ISO = /^\d{4}-\d{2}-\d{2}$/

const isMoney = (value: unknown): value is Money =>
  typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value

function cell(key: string, row: Record<string, unknown>, format: Formatter): string {
  const value = row[key]
  if (value === null || value === undefined || value === '') return '–'
  if (isMoney(value)) return format.amount(value)
  if (format.hide && PERSONAL.has(key)) return MASK
  if (PRICES.has(key) && typeof row.currency === 'string') return format.price(String(value), row.currency)
  if (typeof value === 'string' && ISO.test(value)) return day(value)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

interface Props {
  title: string
  rows: Record<string, unknown>[]
}

/** Any list of records as a table, without the columns that are empty in every row. */
export function Rows({ title, rows }: Props) {
  const format = useFormat()
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const used = names.filter(
    (name) => !QUIET.has(name) && rows.some((row) => ![null, undefined, ''].includes(row[name] as string)),
  )
  if (!rows.length) return null
  return (
    <>
      <h3>{title}</h3>
      <Scroll label={title} low>
        <table className="compact">
          <thead>
            <tr>
              {used.map((name) => (
                <th key={name} scope="col">
                  {words(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows never change
              <tr key={at}>
                {used.map((name) => (
                  <td key={name}>{cell(name, row, format)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}
