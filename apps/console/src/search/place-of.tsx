import { createContext, useContext } from 'react'
import { useWords } from '../words/use-words.ts'
import type { Place } from './shapes.ts'

/** Where the addresses on the screen are registered, as far as it was asked and answered. */
export const Places = createContext<Readonly<Record<string, Place>>>({})

const names = {
  en: new Intl.DisplayNames('en', { type: 'region' }),
  fr: new Intl.DisplayNames('fr', { type: 'region' }),
}

/** The country and system of a public address, as a small chip beside it; nothing where none is known. */
export function PlaceOf({ field, value }: { readonly field: string; readonly value: string }) {
  const { language } = useWords()
  const places = useContext(Places)
  if (!field.endsWith('.ip')) return null
  const place = places[value]
  if (place === undefined) return null
  const { country, asn, organisation } = place
  const told = [country === undefined ? undefined : nameOf(country, language), asn && `AS${asn} ${organisation ?? ''}`]
  return (
    <span className="place" title={told.filter(Boolean).join(', ')}>
      {[country, asn === undefined ? undefined : `AS${asn}`].filter(Boolean).join(' ')}
    </span>
  )
}

/** A country's name; its code where the language has none. */
function nameOf(code: string, language: keyof typeof names): string {
  try {
    return names[language].of(code) ?? code
  } catch {
    return code
  }
}
