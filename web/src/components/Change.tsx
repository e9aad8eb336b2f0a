import { useFormat } from '../lib/format'
import type { Money } from '../lib/types'

/** A gain or a loss: sign and arrow, not colour alone. */
export function Change({ gain, share }: { gain: Money | null; share?: number | null }) {
  const format = useFormat()
  if (!gain) return '–'
  const up = Number(gain.amount) >= 0
  return (
    <span className={up ? 'up' : 'down'}>
      {up ? '▲' : '▼'} {format.gain(gain)} {typeof share === 'number' && `(${format.percent(share, true)})`}
    </span>
  )
}
