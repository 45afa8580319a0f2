import { type SayableAttribute, sayableAttributes } from '@tocsin/city'
import { type FormEvent, useState } from 'react'
import { post } from '../../api/client.ts'
import { printable } from '../../design/printable.ts'
import { Failed } from '../../design/states.tsx'
import { useDialog } from '../../shell/use-dialog.ts'
import { useWords } from '../../words/use-words.ts'
import { useCityChange } from '../city-api.ts'
import { useSaidText } from './said-text.ts'
import { saidValue, ValueField } from './value-field.tsx'

/** What a change is about: chosen things, or all that answer what is asked. */
export type EditAbout = { readonly assets: readonly string[] } | { readonly query: Readonly<Record<string, string>> }

export interface Edited {
  readonly version: number | null
  readonly count: number
  readonly changed: number
  readonly changes: readonly {
    readonly asset: string
    readonly name: string
    readonly fields: readonly { readonly name: SayableAttribute; readonly from: unknown; readonly to: unknown }[]
  }[]
}

interface BulkEditProps {
  readonly about: EditAbout
  readonly count: number
  end(): void
  done(made: Edited): void
}

/** One person's word about many things: shown before it is said, one version, undone as one. */
export function BulkEdit({ about, count, end, done }: BulkEditProps) {
  const { t, format } = useWords()
  const dialog = useDialog()
  const [name, setName] = useState<SayableAttribute>('zone')
  const [text, setText] = useState('')
  const [how, setHow] = useState<'say' | 'end'>('say')
  const [until, setUntil] = useState('')
  const send = (more: object) =>
    post<Edited>('/city/inventory/edit', {
      about,
      values: { [name]: how === 'end' ? null : saidValue(name, text) },
      ...(until === '' || how === 'end' ? {} : { until: new Date(`${until}T23:59:59`).getTime() }),
      ...more,
    })
  const look = useCityChange(() => send({}))
  const keep = useCityChange((expects: number) => send({ apply: true, expects }))
  const change = (act: () => void) => {
    look.reset()
    keep.reset()
    act()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const shown = look.data
    if (shown === undefined) look.mutate(undefined)
    else if (shown.changed > 0) keep.mutate(shown.count, { onSuccess: done })
  }
  const ready = how === 'end' || text !== ''
  return (
    <dialog ref={dialog} className="decide bulk-edit" aria-labelledby="bulk-title" onClose={end}>
      <form onSubmit={submit}>
        <h1 className="title" id="bulk-title">
          {t('inventory.changeMany', { count, n: format.count(count) })}
        </h1>
        <p className="soft">{t('inventory.changeSays')}</p>
        <div className="pair">
          <div className="field">
            <label htmlFor="bulk-name">{t('inventory.attribute')}</label>
            <select
              id="bulk-name"
              value={name}
              onChange={({ target }) =>
                change(() => {
                  setName(sayableAttributes.find((one) => one === target.value) ?? 'zone')
                  setText('')
                })
              }
            >
              {sayableAttributes.map((one) => (
                <option key={one} value={one}>
                  {t(`city.attribute.${one}`)}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="bulk-how">{t('inventory.how')}</label>
            <select
              id="bulk-how"
              value={how}
              onChange={({ target }) => change(() => setHow(target.value === 'end' ? 'end' : 'say'))}
            >
              <option value="say">{t('inventory.say')}</option>
              <option value="end">{t('inventory.endMine')}</option>
            </select>
          </div>
          {how === 'say' && (
            <>
              <ValueField
                id="bulk-value"
                name={name}
                label={t('inventory.value')}
                text={text}
                set={(next) => change(() => setText(next))}
              />
              <div className="field">
                <label htmlFor="bulk-until">{t('inventory.until')}</label>
                <input
                  id="bulk-until"
                  type="date"
                  value={until}
                  onChange={({ target }) => change(() => setUntil(target.value))}
                />
              </div>
            </>
          )}
        </div>
        {look.error !== null && <Failed error={look.error} />}
        {keep.error !== null && <Failed error={keep.error} />}
        {look.data !== undefined && <Preview shown={look.data} />}
        <p className="acts">
          <button
            type="submit"
            className="primary"
            disabled={!ready || look.data?.changed === 0}
            aria-busy={look.isPending || keep.isPending}
          >
            {look.data === undefined || look.data.changed === 0
              ? t('inventory.preview')
              : t('inventory.apply', { count: look.data.changed, n: format.count(look.data.changed) })}
          </button>
          <button type="button" onClick={end}>
            {t('inventory.cancel')}
          </button>
        </p>
      </form>
    </dialog>
  )
}

function Preview({ shown: { count, changed, changes } }: { readonly shown: Edited }) {
  const { t, format } = useWords()
  const text = useSaidText()
  return (
    <div role="status">
      <p>
        {changed === 0
          ? t('inventory.nothingChanges')
          : t('inventory.wouldChange', { count: changed, n: format.count(changed), all: format.count(count) })}
      </p>
      <ul className="bulk-changes">
        {changes.slice(0, 8).map((one) => (
          <li key={one.asset}>
            <b>{printable(one.name)}</b>{' '}
            {one.fields.map(({ name, from, to }) => (
              <span key={name}>{t('inventory.fromTo', { from: text(name, from), to: text(name, to) })}</span>
            ))}
          </li>
        ))}
      </ul>
      {changed > 8 && <p className="faint">{t('inventory.andMore', { n: format.count(changed - 8) })}</p>}
    </div>
  )
}
