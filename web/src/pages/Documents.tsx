import { Documents as Texts } from '../components/Documents'
import { Notes } from '../components/Notes'
import '../styles/later.css'

export default function Documents() {
  return (
    <div className="page">
      <h1>Documents and notes</h1>
      <p className="lead">Texts of your own. Only you can find them, and answers quote them with their place.</p>
      <Texts />
      <Notes />
    </div>
  )
}
