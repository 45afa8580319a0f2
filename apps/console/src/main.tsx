import './design/index.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Console } from './app/console.tsx'
import { change, listenToSettings, settings } from './app/settings.ts'
import { speak, spoken, startWords } from './words/language.ts'

await startWords(settings().language)
await speak(settings().language)
listenToSettings(() => {
  // Words that cannot be fetched: what is said stays, and the choice says so
  speak(settings().language).catch(() => change({ language: spoken() }))
})

const place = document.getElementById('console')
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  )
}
