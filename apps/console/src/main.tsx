import './design/index.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Console } from './app/console.tsx'
import { listenToSettings, settings } from './app/settings.ts'
import { speak, startWords } from './words/language.ts'

await startWords(settings().language)
speak(settings().language)
listenToSettings(() => speak(settings().language))

const place = document.getElementById('console')
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  )
}
