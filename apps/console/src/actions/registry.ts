import { change, type Density, settings, type Theme, type Zone } from '../app/settings.ts'
import { placeNeeds } from '../shell/places.ts'
import type { Language } from '../words/language.ts'
import type { Action, ActionId, Desk, Place, WorkHand } from './action.ts'

/** Everything a person can do with a key or the palette, in the order in which help lists it. */
export const actions: readonly Action[] = [
  {
    id: 'list.next',
    group: 'here',
    keys: 'j',
    allowed: ({ list }) => list !== undefined,
    perform: ({ list }) => list?.move(1),
  },
  {
    id: 'list.previous',
    group: 'here',
    keys: 'k',
    allowed: ({ list }) => list !== undefined,
    perform: ({ list }) => list?.move(-1),
  },
  {
    id: 'list.open',
    group: 'here',
    keys: 'enter',
    allowed: ({ list }) => list !== undefined,
    perform: ({ list }) => list?.open(),
  },
  {
    id: 'list.select',
    group: 'here',
    keys: 'x',
    keywords: 'many plusieurs bulk lot',
    allowed: ({ list }) => list?.select !== undefined,
    perform: ({ list }) => list?.select?.(),
  },
  {
    id: 'list.selectAll',
    group: 'here',
    keys: '*',
    keywords: 'all tout bulk lot query',
    allowed: ({ list }) => list?.selectAll !== undefined,
    perform: ({ list }) => list?.selectAll?.(),
  },
  {
    id: 'list.close',
    group: 'here',
    keys: 'escape',
    allowed: ({ list }) => list?.close !== undefined,
    perform: ({ list }) => list?.close?.(),
  },
  {
    id: 'list.fresh',
    group: 'here',
    keys: '.',
    keywords: 'new nouveau live direct',
    allowed: ({ list }) => list?.fresh !== undefined,
    perform: ({ list }) => list?.fresh?.(),
  },
  working('take', 'a', 'own mine assign prendre moi'),
  working('close', 'c', 'verdict decide clore décider'),
  working('note', 'n', 'comment handover relève commentaire'),
  working('reopen', 'o', 'again encore'),
  working('release', undefined, 'leave unassign laisser'),
  {
    id: 'incident.open',
    group: 'here',
    keys: 'i',
    keywords: 'new call phone nouveau appel téléphone manual main',
    needs: 'incident.open',
    allowed: ({ signedIn }) => signedIn,
    perform: (desk) => desk.openByHand(),
  },
  {
    id: 'people.reveal',
    group: 'here',
    keys: 'r',
    keywords: 'name nom pseudonym pseudonyme',
    needs: 'people.reveal',
    allowed: ({ person }) => person !== undefined,
    perform: ({ person }) => person?.reveal(),
  },
  {
    id: 'work.undo',
    group: 'here',
    keys: 'z',
    keywords: 'back défaire',
    allowed: ({ undo }) => undo !== undefined,
    perform: ({ undo }) => undo?.(),
  },
  {
    id: 'filter.focus',
    group: 'here',
    keys: '/',
    keywords: 'find chercher',
    allowed: ({ filter }) => filter !== undefined,
    perform: ({ filter }) => filter?.focus(),
  },
  {
    id: 'page.back',
    group: 'here',
    keys: 'u',
    allowed: ({ page }) => page !== undefined,
    perform: ({ page }) => page?.back(),
  },
  {
    id: 'page.print',
    group: 'here',
    keywords: 'paper papier pdf',
    allowed: ({ page }) => page !== undefined,
    perform: ({ page }) => page?.print(),
  },
  going('queue', 'g q', 'incidents file'),
  going('field', 'g e', 'field equipment work order terrain équipements interventions'),
  going('quiet', 'g k', 'quiet mute snooze silence shelved'),
  going('city', 'g c', 'map carte inventory inventaire equipment équipement zones services'),
  going('search', 'g s', 'events événements hunt'),
  going('rules', 'g r', 'detections sigma détections'),
  going('sources', 'g h', 'health santé refused lost reception'),
  going(
    'settings',
    'g a',
    'administration people personnes accounts comptes roles rôles tokens jetons keeping conservation',
  ),
  going('privacy', 'g p', 'audit people personnes dpo rgpd gdpr vie privée'),
  {
    id: 'shell.palette',
    group: 'go',
    keys: 'mod+k',
    allowed: ({ signedIn }) => signedIn,
    perform: (desk) => desk.show('palette'),
  },
  {
    id: 'shell.help',
    group: 'go',
    keys: '?',
    keywords: 'keys touches aide shortcuts raccourcis',
    allowed: () => true,
    perform: (desk) => desk.show('help'),
  },
  theme('light'),
  theme('dark'),
  theme('system'),
  density('tight'),
  density('normal'),
  density('roomy'),
  zoned('utc'),
  zoned('local'),
  language('en'),
  language('fr'),
  {
    id: 'keys.toggle',
    group: 'view',
    keywords: 'shortcuts raccourcis accessibility accessibilité',
    allowed: () => true,
    perform: () => change({ keys: !settings().keys }),
  },
  {
    id: 'session.end',
    group: 'view',
    keywords: 'logout quit déconnexion',
    allowed: ({ signedIn }) => signedIn,
    perform: (desk) => desk.signOut(),
  },
]

/** Whether an action is offered: it makes sense here, and the person may. */
export function isAllowed({ needs, allowed }: Action, desk: Desk): boolean {
  return (needs === undefined || [needs].flat().some(desk.may)) && allowed(desk)
}

/** The keys of an action, for the label on its button. */
export function keysOf(id: ActionId): string | undefined {
  return actions.find((action) => action.id === id)?.keys
}

function working(what: keyof WorkHand, keys: string | undefined, keywords: string): Action {
  return {
    id: `work.${what}`,
    group: 'here',
    ...(keys === undefined ? {} : { keys }),
    keywords,
    needs: 'incident.work',
    allowed: ({ work }) => work?.[what] !== undefined,
    perform: ({ work }) => work?.[what]?.(),
  }
}

function going(place: Place, keys: string, keywords: string): Action {
  return {
    id: `go.${place}`,
    group: 'go',
    keys,
    keywords,
    ...(placeNeeds[place] === undefined ? {} : { needs: placeNeeds[place] }),
    allowed: ({ signedIn }) => signedIn,
    perform: (desk) => desk.go(place),
  }
}

function theme(to: Theme): Action {
  return {
    id: `theme.${to}`,
    group: 'view',
    keywords: 'theme thème colour couleur',
    allowed: () => settings().theme !== to,
    perform: () => change({ theme: to }),
  }
}

function density(to: Density): Action {
  return {
    id: `density.${to}`,
    group: 'view',
    keywords: 'density densité rows lignes',
    allowed: () => settings().density !== to,
    perform: () => change({ density: to }),
  }
}

function zoned(to: Zone): Action {
  return {
    id: `zone.${to}`,
    group: 'view',
    keywords: 'time zone heure fuseau utc local',
    allowed: () => settings().zone !== to,
    perform: () => change({ zone: to }),
  }
}

function language(to: Language): Action {
  return {
    id: `language.${to}`,
    group: 'view',
    keywords: 'language langue english français anglais french',
    allowed: () => settings().language !== to,
    perform: () => change({ language: to }),
  }
}
