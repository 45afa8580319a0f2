import type { Personal, SourceSetting } from '@tocsin/capability'
import { columns } from '@tocsin/event'
import type { Words } from '@tocsin/kit'
import { z } from 'zod'
import type { Config } from '../config/index.ts'

const words = z.object({ en: z.string(), fr: z.string() })
const section = z.object({
  id: z.string(),
  title: words,
  says: words,
  columns: z.array(words).readonly(),
  rows: z.array(z.array(words).readonly()).readonly(),
})
export const keptShape = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  sections: z.array(section).readonly(),
})
type Kept = z.infer<typeof keptShape>
type Section = z.infer<typeof section>

/** Roles from the least to the most (DESIGN §4). */
const roles: readonly (readonly [string, Words])[] = [
  ['viewer', { en: 'Viewer', fr: 'Lecteur' }],
  ['analyst', { en: 'Analyst', fr: 'Analyste' }],
  ['lead', { en: 'Lead', fr: 'Responsable' }],
  ['field-engineer', { en: 'Field engineer', fr: 'Technicien de terrain' }],
  ['dpo', { en: 'Data protection officer', fr: 'Délégué à la protection des données' }],
  ['administrator', { en: 'Administrator', fr: 'Administrateur' }],
]

/** What Tocsin keeps about people, as the settings that run make it: GDPR art. 30 and 35 ask for it. */
export function keptAboutPeople(config: Config, settings: readonly SourceSetting[], at: number): Kept {
  return {
    at,
    sections: [fields(config), sources(config, settings), whoSees(config), itself(config), recipients(config)],
  }
}

function fields({ people, retention }: Config): Section {
  const shown: Words =
    people.lens === 'names' ? { en: 'shown as it is', fr: 'montré tel quel' } : { en: 'pseudonym', fr: 'pseudonyme' }
  const inside: Words =
    people.lens === 'names'
      ? shown
      : { en: 'known account names in it as pseudonyms', fr: 'les noms de comptes connus y sont des pseudonymes' }
  return {
    id: 'fields',
    title: { en: 'Fields that may name people', fr: 'Champs qui peuvent nommer des personnes' },
    says: {
      en: `Of the ${columns.length} fields that are stored for searching, these may name people. Names leave them after ${retention.peopleDays} days at most.`,
      fr: `Parmi les ${columns.length} champs conservés pour la recherche, ceux-ci peuvent nommer des personnes. Les noms en partent après ${retention.peopleDays} jours au plus.`,
    },
    columns: [
      { en: 'Field', fr: 'Champ' },
      { en: 'What it holds', fr: 'Ce qu’il contient' },
      { en: 'On screen', fr: 'À l’écran' },
    ],
    rows: columns
      .filter(({ personal }) => personal)
      .map(({ name, says }) => [same(name), says, name.endsWith('user.name') ? shown : inside]),
  }
}

function sources({ retention }: Config, settings: readonly SourceSetting[]): Section {
  return {
    id: 'sources',
    title: { en: 'Sources, and how long their records stay', fr: 'Sources et durée de conservation' },
    says: {
      en: `Where nothing was decided: raw records ${retention.rawDays} days, columns ${retention.columnDays} days. What a legal hold names stays longer; evidence copied into a finding stays as long as the finding.`,
      fr: `Sans décision particulière : enregistrements bruts ${retention.rawDays} jours, colonnes ${retention.columnDays} jours. Ce qu’un gel juridique désigne reste plus longtemps ; une preuve copiée dans un constat reste aussi longtemps que lui.`,
    },
    columns: [
      { en: 'Source', fr: 'Source' },
      { en: 'Department', fr: 'Service' },
      { en: 'People', fr: 'Personnes' },
      { en: 'Raw, days', fr: 'Brut, jours' },
      { en: 'Columns, days', fr: 'Colonnes, jours' },
    ],
    rows: [
      ...settings.map(({ source, department, personal, rawDays, columnDays }) => [
        same(source),
        same(department ?? '–'),
        personalSays[personal],
        same(String(rawDays ?? retention.rawDays)),
        same(String(columnDays ?? retention.columnDays)),
      ]),
      [
        { en: 'every other', fr: 'toute autre' },
        same('–'),
        { en: 'not classed yet', fr: 'pas encore classée' },
        same(String(retention.rawDays)),
        same(String(retention.columnDays)),
      ],
    ],
  }
}

const personalSays: Readonly<Record<Personal, Words>> = {
  none: { en: 'none', fr: 'aucune' },
  names: { en: 'names', fr: 'noms' },
  sensitive: { en: 'sensitive', fr: 'sensible' },
}

function whoSees({ people }: Config): Section {
  const names: Words = { en: 'names', fr: 'noms' }
  const pseudonyms: Words = {
    en: 'pseudonyms; a name for 8 hours with a reason, noted, where the role may reveal',
    fr: 'pseudonymes ; un nom pendant 8 heures avec un motif, noté, si le rôle peut révéler',
  }
  return {
    id: 'roles',
    title: { en: 'Who sees names', fr: 'Qui voit les noms' },
    says: {
      en: 'Searches with their text, opened raw records, exports and reveals are noted in a chain that shows a changed byte.',
      fr: 'Les recherches avec leur texte, les enregistrements bruts ouverts, les exports et les révélations sont notés dans une chaîne qui montre un octet changé.',
    },
    columns: [
      { en: 'Role', fr: 'Rôle' },
      { en: 'Sees', fr: 'Voit' },
    ],
    rows: roles.map(([role, says]) => [
      says,
      people.lens === 'names' || role === 'administrator' || people.namesFor.some((one) => one === role)
        ? names
        : pseudonyms,
    ]),
  }
}

function itself({ audit, backup }: Config): Section {
  return {
    id: 'itself',
    title: { en: 'About those who work with Tocsin', fr: 'Sur celles et ceux qui travaillent avec Tocsin' },
    says: {
      en: 'Of the house’s own people Tocsin keeps what proves who they are and what they did.',
      fr: 'Sur le personnel, Tocsin conserve ce qui prouve leur identité et ce qu’ils ont fait.',
    },
    columns: [
      { en: 'What', fr: 'Quoi' },
      { en: 'How long', fr: 'Combien de temps' },
    ],
    rows: [
      [
        { en: 'Account: name, role, passphrase as argon2id', fr: 'Compte : nom, rôle, phrase de passe en argon2id' },
        { en: 'until it is removed', fr: 'jusqu’à sa suppression' },
      ],
      [
        { en: 'Session: address, browser, times', fr: 'Session : adresse, navigateur, heures' },
        { en: '7 days at most', fr: '7 jours au plus' },
      ],
      [
        {
          en: 'Audit: who, what, when, from which address, why',
          fr: 'Audit : qui, quoi, quand, depuis quelle adresse, pourquoi',
        },
        { en: `${audit.days} days`, fr: `${audit.days} jours` },
      ],
      [
        { en: 'Reveals: who, whom, reason', fr: 'Révélations : qui, de qui, motif' },
        { en: '8 hours; their audit entry stays', fr: '8 heures ; leur entrée d’audit reste' },
      ],
      [
        {
          en: 'Account names that the city learnt: where they were seen, when',
          fr: 'Noms de comptes appris par la ville : où ils ont été vus, quand',
        },
        { en: '90 days after they were last seen', fr: '90 jours après la dernière observation' },
      ],
      [
        { en: 'Backups of all this', fr: 'Sauvegardes de tout ceci' },
        {
          en: `${backup.keepDays} days, where backups are pruned`,
          fr: `${backup.keepDays} jours, si elles sont purgées`,
        },
      ],
    ],
  }
}

function recipients({ audit, oidc }: Config): Section {
  const rows: (readonly Words[])[] = []
  if (audit.syslogHost !== null) {
    rows.push([
      same(`${audit.syslogHost}:${audit.syslogPort}`),
      {
        en: 'checkpoints of the audit: numbers and hashes, no names',
        fr: 'points de contrôle de l’audit : nombres et empreintes, aucun nom',
      },
    ])
  }
  if (oidc.issuer !== null) {
    rows.push([same(oidc.issuer), { en: 'that somebody signs in', fr: 'le fait qu’une personne se connecte' }])
  }
  return {
    id: 'recipients',
    title: { en: 'Recipients', fr: 'Destinataires' },
    says:
      rows.length === 0
        ? { en: 'Nothing is sent to anybody else.', fr: 'Rien n’est envoyé à qui que ce soit d’autre.' }
        : { en: 'Beside those who may sign in:', fr: 'Outre les personnes qui peuvent se connecter :' },
    columns: [
      { en: 'Recipient', fr: 'Destinataire' },
      { en: 'What it receives', fr: 'Ce qu’il reçoit' },
    ],
    rows,
  }
}

function same(text: string): Words {
  return { en: text, fr: text }
}
