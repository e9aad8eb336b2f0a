import { useState } from 'react'
import { Alerts } from '../components/Alerts'
import { Reviews } from '../components/Reviews'
import { Watchlist } from '../components/Watchlist'
import '../styles/later.css'

/** A review notes which alerts hold, so the list of alerts is read anew after one. */
export default function Watch() {
  const [round, setRound] = useState(0)
  return (
    <div className="page">
      <h1>Watch</h1>
      <p className="lead">What has changed, which of your rules are broken, and what you want to be told.</p>
      <Reviews onMade={() => setRound(round + 1)} />
      <Alerts key={round} />
      <Watchlist />
    </div>
  )
}
