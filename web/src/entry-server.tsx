import { renderToString } from 'react-dom/server'
import { Router } from 'wouter'
import { App } from './App'

/** Render the shell of a path for the prerendered index.html. */
export const render = (path: string) =>
  renderToString(
    <Router ssrPath={path}>
      <App />
    </Router>,
  )
