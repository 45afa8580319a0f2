import type { Translation } from './shape.ts'

/** The words of single events: their bytes, and watching them arrive. */
export const eventEn = {
  raw: {
    open: 'Raw bytes',
    why: 'Why do you open these bytes?',
    whyHint: 'They may name people. Kept for the data protection officer.',
    show: 'Open',
    bytes: '{{n}} bytes, as they came',
    cut: 'cut when they were kept as evidence',
    gone: {
      retention: 'Gone since {{since}}: raw records of this source stay {{days}} days.',
      disk: 'Gone since {{since}}: the disk was nearly full, and the oldest raw records went.',
      erasure: 'Erased for good, {{since}}.',
    },
  },
} as const

export const eventFr: Translation<typeof eventEn> = {
  raw: {
    open: 'Octets bruts',
    why: 'Pourquoi ouvrez-vous ces octets ?',
    whyHint: 'Ils peuvent nommer des personnes. Gardé pour le délégué à la protection des données.',
    show: 'Ouvrir',
    bytes: '{{n}} octets, tels qu’ils sont venus',
    cut: 'coupés quand ils ont été gardés comme preuve',
    gone: {
      retention: 'Partis depuis le {{since}} : les enregistrements bruts de cette source restent {{days}} jours.',
      disk: 'Partis depuis le {{since}} : le disque était presque plein, et les enregistrements bruts les plus anciens sont partis.',
      erasure: 'Effacés définitivement, {{since}}.',
    },
  },
}
