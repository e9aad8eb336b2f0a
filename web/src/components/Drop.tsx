import { type DragEvent, useRef, useState } from 'react'
import { Icon } from './Icon'

interface Props {
  label: string
  hint: string
  accept: string
  busy: boolean
  onFile: (file: File) => void
}

/** A place to drop a file, or to choose one. */
export function Drop({ label, hint, accept, busy, onFile }: Props) {
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const take = (files: FileList | null) => {
    const file = files?.[0]
    if (file && !busy) onFile(file)
    if (input.current) input.current.value = ''
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  return (
    <label
      className={over ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <Icon name="import" />
      <strong>{busy ? 'Reading the file…' : label}</strong>
      <span className="quiet">{hint}</span>
      <input
        ref={input}
        type="file"
        className="sr"
        accept={accept}
        disabled={busy}
        onChange={(event) => take(event.target.files)}
      />
    </label>
  )
}
