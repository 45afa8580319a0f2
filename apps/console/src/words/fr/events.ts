import type { eventEn } from '../en/events.ts'
import type { Translation } from '../shape.ts'

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
  tail: {
    title: 'Événements en direct',
    open: 'Regarder en direct',
    back: 'Retour à la recherche',
    live: 'En direct',
    reading: 'Retenu pendant que vous lisez',
    stopped: 'Arrêté',
    stop: 'Arrêter',
    goOn: 'Reprendre',
    seen_one: '{{n}} événement depuis l’ouverture de cette page',
    seen_many: '{{n}} événements depuis l’ouverture de cette page',
    seen_other: '{{n}} événements depuis l’ouverture de cette page',
    waiting_one: '{{n}} nouveau',
    waiting_many: '{{n}} nouveaux',
    waiting_other: '{{n}} nouveaux',
    dropped_one: '{{n}} de plus n’a pas pu être montré ; une recherche le trouve',
    dropped_many: '{{n}} de plus n’ont pas pu être montrés ; une recherche les trouve',
    dropped_other: '{{n}} de plus n’ont pas pu être montrés ; une recherche les trouve',
    none: 'Rien n’est encore venu.',
    noneSays: 'Les événements sont ici dès qu’ils sont enregistrés, les plus récents d’abord.',
    onlyEvents: 'Seuls des événements isolés se regardent arriver.',
    onlyEventsFix: 'Retirez around, et tout à partir du premier |.',
  },
  health: {
    since: '{{says}}, dernier à {{at}}',
    never: 'rien depuis le démarrage',
  },
  stepName: { receiving: 'Réception', judging: 'Jugement', storing: 'Conservation' },
  stepWell: { receiving: 'prend ce qui vient', judging: 'suit', storing: 'suit' },
  stepLate: { receiving: 'est lente', judging: 'le jugement est en retard', storing: 'est lente' },
  stepStopped: {
    receiving: 'la réception est arrêtée',
    judging: 'le jugement est arrêté',
    storing: 'la conservation est arrêtée',
  },
}
