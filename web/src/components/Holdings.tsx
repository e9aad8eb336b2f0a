import { useState } from 'react'
import { day, type Formatter, useFormat } from '../lib/format'
import type { Holding } from '../lib/types'
import { Scroll } from './Scroll'

interface Column {
  key: string
  name: string
  sort: (row: Holding) => string | number
  show: (row: Holding, format: Formatter) => string
  signed?: (row: Holding) => number
}

const num = (text: string | null | undefined) =>
  text === null || text === undefined ? Number.NEGATIVE_INFINITY : Number(text)

const COLUMNS: Column[] = [
  { key: 'value', name: 'Value', sort: (row) => num(row.value_base?.amount), show: (row, f) => f.amount(row.value) },
  {
    key: 'weight',
    name: 'Weight',
    sort: (row) => row.weight ?? Number.NEGATIVE_INFINITY,
    show: (row, f) => f.share(row.weight),
  },
  {
    key: 'gain',
    name: 'Unrealised',
    sort: (row) => num(row.unrealised_gain?.amount),
    show: (row, f) => f.gain(row.unrealised_gain),
    signed: (row) => Number(row.unrealised_gain?.amount ?? 0),
  },
  {
    key: 'return',
    name: 'Return',
    sort: (row) => row.unrealised_return ?? Number.NEGATIVE_INFINITY,
    show: (row, f) => f.percent(row.unrealised_return, true),
    signed: (row) => row.unrealised_return ?? 0,
  },
  {
    key: 'quantity',
    name: 'Quantity',
    sort: (row) => num(row.quantity),
    show: (row, f) => (row.quantity === null ? '–' : f.shares(row.quantity)),
  },
  {
    key: 'price',
    name: 'Price',
    sort: (row) => num(row.price),
    show: (row, f) => (row.price === null ? 'no price' : f.price(row.price, row.currency)),
  },
  {
    key: 'cost',
    name: 'Average cost',
    sort: (row) => num(row.average_cost?.amount),
    show: (row, f) => f.amount(row.average_cost),
  },
]

const NAME: Column = { key: 'name', name: 'Holding', sort: (row) => row.name || row.symbol, show: (row) => row.name }

function compare(a: string | number, b: string | number): number {
  return typeof a === 'string' || typeof b === 'string' ? String(a).localeCompare(String(b)) : a - b
}

export function sorted(rows: Holding[], key: string, down: boolean): Holding[] {
  const { sort } = COLUMNS.find((column) => column.key === key) ?? NAME
  const up = [...rows].sort((a, b) => compare(sort(a), sort(b)))
  return down ? up.reverse() : up
}

interface HeadProps {
  column: Column
  sort: { key: string; down: boolean }
  onSort: (key: string) => void
}

function Head({ column, sort, onSort }: HeadProps) {
  const active = sort.key === column.key
  const direction = sort.down ? 'descending' : 'ascending'
  return (
    <th scope="col" aria-sort={active ? direction : undefined}>
      <button type="button" onClick={() => onSort(column.key)}>
        {column.name} <span aria-hidden="true">{active ? (sort.down ? '↓' : '↑') : ''}</span>
      </button>
    </th>
  )
}

function colour(column: Column, row: Holding): string {
  const value = column.signed?.(row) ?? 0
  if (value === 0) return ''
  return value > 0 ? 'up' : 'down'
}

/** The holdings as a table that sorts by any column. */
export function HoldingsTable({ rows, asOf }: { rows: Holding[]; asOf: string }) {
  const format = useFormat()
  const [sort, setSort] = useState({ key: 'weight', down: true })
  const onSort = (key: string) => setSort((old) => ({ key, down: old.key === key ? !old.down : key !== 'name' }))
  return (
    <section className="card flush">
      <h2>Holdings</h2>
      <Scroll label="Holdings">
        <table className="holdings">
          <thead>
            <tr>
              {[NAME, ...COLUMNS].map((column) => (
                <Head key={column.key} column={column} sort={sort} onSort={onSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted(rows, sort.key, sort.down).map((row) => (
              <tr key={row.symbol}>
                <th scope="row">
                  <span>{row.name || row.symbol}</span>
                  <small>
                    {row.symbol}
                    {row.price_date && row.price_date !== asOf && ` · price of ${day(row.price_date)}`}
                  </small>
                </th>
                {COLUMNS.map((column) => (
                  <td key={column.key} data-name={column.name} className={colour(column, row)}>
                    {column.show(row, format)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}
