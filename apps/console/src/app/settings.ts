import { useSyncExternalStore } from 'react'
import { isLanguage, type Language } from '../words/language.ts'

export type Theme = 'light' | 'dark' | 'system'
/** In which time moments are told: the browser's own, or UTC as logs and other cities write it. */
export type Zone = 'local' | 'utc'
export type Density = 'tight' | 'normal' | 'roomy'

/** What a person sets for this browser. Kept in its own storage, never sent. */
export interface Settings {
  readonly theme: Theme
  readonly density: Density
  readonly language: Language
  readonly zone: Zone
  /** Single-key shortcuts can be turned off (WCAG 2.1.4). */
  readonly keys: boolean
}

const place = 'tocsin.settings'
const heard = new Set<() => void>()
let current: Settings = read(stored(), globalThis.navigator?.languages ?? [])

export function settings(): Settings {
  return current
}

export function useSettings(): Settings {
  return useSyncExternalStore(listenToSettings, settings)
}

/** Changes some settings, keeps them where storage allows, and tells everyone who listens. */
export function change(some: Partial<Settings>): void {
  current = { ...current, ...some }
  try {
    localStorage.setItem(place, JSON.stringify(current))
  } catch {
    // Storage may be blocked or full: the setting then lasts as long as the page.
  }
  show(current)
  for (const tell of heard) tell()
}

export function listenToSettings(tell: () => void): () => void {
  heard.add(tell)
  return () => heard.delete(tell)
}

/** Settings from what was stored, whatever it is; the language from the browser where none was chosen. */
export function read(text: string | null, languages: readonly string[]): Settings {
  const kept = parsed(text)
  const wanted = languages.map((tag) => tag.slice(0, 2)).find(isLanguage)
  return {
    theme: kept['theme'] === 'light' || kept['theme'] === 'dark' ? kept['theme'] : 'system',
    density: kept['density'] === 'tight' || kept['density'] === 'roomy' ? kept['density'] : 'normal',
    language: isLanguage(kept['language']) ? kept['language'] : (wanted ?? 'en'),
    zone: kept['zone'] === 'utc' ? 'utc' : 'local',
    keys: kept['keys'] !== false,
  }
}

function show({ theme, density }: Settings): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  if (density === 'normal') delete dataset['density']
  else dataset['density'] = density
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(place)
  } catch {
    return null
  }
}
