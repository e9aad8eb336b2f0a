const FIELDS = 'input, textarea, select, [contenteditable]'

/** Act on single keys, except while the person writes in a field or a dialog is open; Escape acts in fields too. */
export function onKeys(keys: Record<string, () => void>, onEscape?: () => void): () => void {
  const listen = (event: KeyboardEvent) => {
    const act = event.key === 'Escape' ? onEscape : keys[event.key]
    if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const writing = event.key !== 'Escape' && event.target instanceof Element && event.target.closest(FIELDS)
    if (writing || document.querySelector('dialog[open]')) return
    event.preventDefault()
    act()
  }
  window.addEventListener('keydown', listen)
  return () => window.removeEventListener('keydown', listen)
}
