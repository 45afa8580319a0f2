import { useId, useState } from 'react'
import { put } from '../api/client.ts'
import { HouseFailure } from '../house/house-failure.tsx'
import { OptionalField } from '../settings/optional-field.tsx'
import { useWords } from '../words/use-words.ts'
import { type KnownSource, type Profile, useSourceChange } from './sources-api.ts'

interface SourceProfileFormProps {
  readonly known: KnownSource
  readonly decoders: readonly string[]
  /** Names of other sources: what it may come through. */
  readonly others: readonly string[]
}

const realms = ['real', 'sample', 'exercise'] as const
const zones = ['UTC', '+01:00', '+02:00', 'Europe/Paris', 'Europe/London', 'America/New_York']

/** What a source is: declared whole, and given its zone. An empty field is learnt, or as its way in says. */
export function SourceProfileForm(props: SourceProfileFormProps) {
  const { source, profile, zone } = props.known
  const keep = useSourceChange(async (wanted: Wanted) => {
    const path = `/sources/${encodeURIComponent(source)}`
    await put(`${path}/profile`, wanted.profile)
    if (wanted.zone !== zone) await put(`${path}/zone`, { zone: wanted.zone })
  })
  // What is changed elsewhere (a zone accepted, a format switched) stands in the fields; that it was kept is still said.
  return <Fields key={JSON.stringify([profile, zone])} {...props} keep={keep} />
}

interface Wanted {
  readonly profile: Omit<Profile, 'source'>
  readonly zone: string | null
}

interface FieldsProps extends SourceProfileFormProps {
  readonly keep: {
    readonly error: Error | null
    readonly isPending: boolean
    readonly isSuccess: boolean
    mutate(wanted: Wanted): void
  }
}

function Fields({ known, decoders, others, keep }: FieldsProps) {
  const { t } = useWords()
  const id = useId()
  const { profile } = known
  const [owner, setOwner] = useState(profile?.owner ?? '')
  const [parent, setParent] = useState(profile?.parent ?? '')
  const [expected, setExpected] = useState(textOf(profile?.expected))
  const [silent, setSilent] = useState(textOf(profile?.silentMinutes))
  const [decoder, setDecoder] = useState(profile?.decoder ?? '')
  const [realm, setRealm] = useState<Profile['realm']>(profile?.realm ?? 'real')
  const [zone, setZone] = useState(known.zone ?? '')
  const wanted = (): Wanted => ({
    profile: {
      ...{ equipment: profile?.equipment ?? null, sender: profile?.sender ?? null, door: profile?.door ?? null },
      ...{ owner: wordsOf(owner), parent: wordsOf(parent), decoder: wordsOf(decoder), realm },
      ...{ expected: numberOf(expected), silentMinutes: numberOf(silent) },
    },
    zone: wordsOf(zone),
  })
  const names = [...new Set([...zones, Intl.DateTimeFormat().resolvedOptions().timeZone])]
  return (
    <form
      className="panel"
      aria-label={t('oneSource.settings')}
      onSubmit={(event) => {
        event.preventDefault()
        keep.mutate(wanted())
      }}
    >
      <div className="pair">
        <OptionalField label={t('oneSource.owner')} hint={t('oneSource.ownerHint')} value={owner} set={setOwner} />
        <Listed
          label={t('oneSource.parent')}
          hint={t('oneSource.parentHint')}
          value={parent}
          offered={others}
          set={setParent}
        />
      </div>
      <div className="pair">
        <Figure label={t('oneSource.expected')} hint={t('oneSource.expectedHint')} value={expected} set={setExpected} />
        <Figure
          label={t('oneSource.silent')}
          hint={t('oneSource.silentHint')}
          value={silent}
          least={1}
          most={525_600}
          set={setSilent}
        />
      </div>
      <div className="pair">
        <Listed label={t('oneSource.zone')} hint={t('oneSource.zoneHint')} value={zone} offered={names} set={setZone} />
        <div className="field">
          <label htmlFor={`${id}-decoder`}>{t('oneSource.decoder')}</label>
          <small>{t('oneSource.decoderOwn')}</small>
          <select id={`${id}-decoder`} value={decoder} onChange={({ target }) => setDecoder(target.value)}>
            <option value="">–</option>
            {[...new Set([...decoders, ...(decoder === '' ? [] : [decoder])])].toSorted().map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div className="field">
        <label htmlFor={`${id}-realm`}>{t('oneSource.realm')}</label>
        <select
          id={`${id}-realm`}
          value={realm}
          onChange={({ target }) => setRealm(realms.find((one) => one === target.value) ?? 'real')}
        >
          {realms.map((one) => (
            <option key={one} value={one}>
              {t(`realm.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <HouseFailure error={keep.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={keep.isPending}>
          {t('oneSource.keep')}
        </button>
        <span role="status" className="soft">
          {keep.isSuccess && t('oneSource.kept')}
        </span>
      </div>
    </form>
  )
}

interface ListedProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly offered: readonly string[]
  set(value: string): void
}

/** A line that may be anything, with offers. */
function Listed({ label, hint, value, offered, set }: ListedProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <small id={`${id}-hint`}>{hint}</small>
      <input
        id={id}
        list={`${id}-offered`}
        value={value}
        maxLength={255}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck="false"
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => set(target.value)}
      />
      <datalist id={`${id}-offered`}>
        {offered.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  )
}

interface FigureProps {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly least?: number
  readonly most?: number
  set(value: string): void
}

function Figure({ label, hint, value, least = 0, most = 1_000_000_000, set }: FigureProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <small id={`${id}-hint`}>{hint}</small>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={least}
        max={most}
        step={1}
        value={value}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => set(target.value)}
      />
    </div>
  )
}

function textOf(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

function wordsOf(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}
