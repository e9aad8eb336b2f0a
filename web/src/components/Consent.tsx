import { Dialog } from './Dialog'

interface Props {
  model: string
  onAgree: () => void
  onClose: () => void
}

/** Asked once before a first message leaves for a model outside this service. */
export default function Consent({ model, onAgree, onClose }: Props) {
  return (
    <Dialog title="Send to an outside model?" onClose={onClose}>
      <p>
        This service is set up to answer with <strong>{model}</strong>. Your question, earlier messages of the
        conversation, and the figures and passages needed to answer will be sent there.
      </p>
      <p className="quiet">
        Your password, files and the rest of your ledger are not sent. Figures are still computed and checked here.
      </p>
      <div className="actions end">
        <button type="button" className="button" onClick={onClose}>
          Not now
        </button>
        <button type="button" className="button primary" onClick={onAgree}>
          Agree and send
        </button>
      </div>
    </Dialog>
  )
}
