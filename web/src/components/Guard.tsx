import { Component, type ReactNode } from 'react'
import type { Failure } from '../lib/types'
import { ErrorNotice } from './Notice'

const BROKEN: Failure = {
  code: 'page_broken',
  message: 'This page broke or could not be fetched. Nothing of yours is lost.',
  retryable: true,
}

interface Props {
  path: string
  children: ReactNode
}

/** Keeps the frame when a page breaks or can not be fetched; another page starts afresh. */
export class Guard extends Component<Props, { broken: boolean }> {
  static getDerivedStateFromError = () => ({ broken: true })

  override state = { broken: false }

  override componentDidUpdate({ path }: Props) {
    if (this.state.broken && path !== this.props.path) this.setState({ broken: false })
  }

  override render() {
    if (!this.state.broken) return this.props.children
    return <ErrorNotice failure={BROKEN} onRetry={() => window.location.reload()} />
  }
}
