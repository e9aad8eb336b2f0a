import { createRoot, hydrateRoot } from 'react-dom/client'
import { App } from './App'
import './styles/base.css'
import './styles/shell.css'
import './styles/chat.css'
import './styles/data.css'

const root = document.getElementById('root') as HTMLElement
if (root.firstElementChild && window.location.pathname === '/') hydrateRoot(root, <App />)
else {
  root.replaceChildren()
  delete document.documentElement.dataset.route
  createRoot(root).render(<App />)
}
