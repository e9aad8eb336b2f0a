import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Something that is costly to compute: it is made once the person has scrolled to its place. */
export function Near({ children }: { children: ReactNode }) {
  const [near, setNear] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setNear(true)
    })
    watcher.observe(place.current)
    return () => watcher.disconnect()
  }, [])
  return near ? children : <div ref={place} />
}
