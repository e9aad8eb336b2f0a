import { Dialog } from './Dialog'

const KEYS: [string, string][] = [
  ['Enter', 'Send the question'],
  ['Shift + Enter', 'New line'],
  ['Esc', 'Stop the answer, or close what is open'],
  ['/', 'Go to the question box'],
  ['↑', 'Bring back the last question, when the box is empty'],
  ['h', 'Hide or show amounts'],
  ['?', 'This list'],
]

export const Help = ({ onClose }: { onClose: () => void }) => (
  <Dialog title="Keyboard" onClose={onClose}>
    <dl className="keys">
      {KEYS.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
)
