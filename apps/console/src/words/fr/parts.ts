import type { partsEn } from '../en/parts.ts'
import type { Translation } from '../shape.ts'

export const partsFr: Translation<typeof partsEn> = {
  parts: {
    closer: 'Plus près',
    further: 'Plus loin',
    earlier: 'Plus tôt',
    later: 'Plus tard',
    whole: 'Tout voir',
    shown: 'de {{from}} à {{to}}',
    zoomKeys: 'Plus et moins changent le grossissement, Maj et flèches déplacent, 0 montre tout.',
    cancel: 'Annuler',
    mark: { kept: 'comme prévu', unused: 'prévu, jamais vu', against: 'vu, jamais prévu', none: 'ni l’un ni l’autre' },
    cell: '{{row}} vers {{column}} : {{word}} {{figure}}',
    asList: 'La même chose en liste',
    what: 'Quoi',
    leadsTo: 'Mène à',
    tooMany: '{{n}} ne se lisent pas en dessin : les voici en liste.',
    node_one: 'mène à {{count}}',
    node_many: 'mène à {{count}}',
    node_other: 'mène à {{count}}',
  },
}
