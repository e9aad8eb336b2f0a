import { Drawn } from './Icon'

const PATHS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  search: 'M10.8 4.5a6.3 6.3 0 1 0 0 12.6 6.3 6.3 0 0 0 0-12.6zM15.5 15.5l4.5 4.5',
  thumbDown: 'M7 4v10M7 13l4 7c1.6 0 2.4-1 2-2.6L12.2 14H18a2 2 0 0 0 2-2.4l-1.2-6A2 2 0 0 0 16.8 4H7',
  thumbUp: 'M7 20V10M7 11l4-7c1.6 0 2.4 1 2 2.6L12.2 10H18a2 2 0 0 1 2 2.4l-1.2 6a2 2 0 0 1-2 1.6H7',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 13h8.4L17 7',
  undo: 'M9 5L4.5 9.5 9 14M5 9.5h8.5a5.5 5.5 0 0 1 0 11H9',
} as const

export type SignName = keyof typeof PATHS

/** An icon that the first page does without. */
export const Sign = ({ name }: { name: SignName }) => <Drawn path={PATHS[name]} />
