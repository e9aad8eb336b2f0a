import type { ReactNode } from 'react'

interface Props {
  label: string
  low?: boolean
  children: ReactNode
}

/** A wide table that scrolls by itself, by keys too, instead of the page. */
export const Scroll = ({ label, low, children }: Props) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: keys scroll only what has the focus
  // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
  <div className={low ? 'table-wrap low' : 'table-wrap'} tabIndex={0} role="group" aria-label={label}>
    {children}
  </div>
)

interface TableProps extends Props {
  heads: string[]
  className?: string
}

/** A small table below its headings. */
export const Table = ({ heads, className = 'compact', children, ...box }: TableProps) => (
  <Scroll {...box}>
    <table className={className}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </Scroll>
)
