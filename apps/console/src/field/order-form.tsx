import './field.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type WorkAct, workActs } from '@tocsin/event'
import { type FormEvent, useId, useState } from 'react'
import { post } from '../api/client.ts'
import { meQuery } from '../api/queries.ts'
import { useTitle } from '../app/use-title.ts'
import { assetQuery, type CityAsset } from '../city/city-api.ts'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { useFieldChange } from './field-api.ts'
import { WhereField, type WorkWhere, whereOf } from './where-field.tsx'

const spans = [1, 2, 4, 8] as const

/** Declares work on one thing: what it will look like, for how long, done. The code on a cabinet opens it too. */
export function OrderForm() {
  const { t } = useWords()
  const { asset } = useSearch({ from: '/inside/orders/new' })
  const { data, error } = useQuery(assetQuery(asset))
  useTitle(t('field.declareTitle'))
  return (
    <div className="pad equipment">
      <h1 className="title">{t('field.declareTitle')}</h1>
      {error !== null && <Failed error={error} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Form thing={data.asset} />}
    </div>
  )
}

function Form({ thing }: { readonly thing: CityAsset }) {
  const { name, address: place } = thing
  const { t } = useWords()
  const id = useId()
  const navigate = useNavigate()
  const { data: me } = useQuery(meQuery)
  const [acts, setActs] = useState<readonly WorkAct[]>([])
  const [span, setSpan] = useState<(typeof spans)[number]>(2)
  const [what, setWhat] = useState('')
  const [who, setWho] = useState<string>()
  const [reference, setReference] = useState('')
  const [where, setWhere] = useState<WorkWhere>({ kind: 'things', more: [] })
  const declare = useFieldChange((order: object) => post('/orders', order))
  const by = who ?? me?.name ?? ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const from = Date.now()
    declare.mutate(
      {
        ...(reference.trim() === '' ? {} : { name: reference.trim() }),
        what: what.trim() === '' ? t('field.workOn', { name }).slice(0, 200) : what.trim(),
        who: by,
        where: whereOf(thing, where),
        acts,
        from,
        until: from + span * 3_600_000,
      },
      { onSuccess: () => void navigate({ to: '/field' }) },
    )
  }
  return (
    <form onSubmit={submit} className="order-form">
      <p className="told">{printable(name)}</p>
      {place !== null && <p className="soft">{printable(place)}</p>}
      <fieldset>
        <legend>{t('field.looksLike')}</legend>
        <div className="chips">
          {workActs.map((act) => (
            <label key={act} className="chip-choice">
              <input
                type="checkbox"
                checked={acts.includes(act)}
                onChange={({ target }) => setActs(target.checked ? [...acts, act] : acts.filter((one) => one !== act))}
              />
              <span>{t(`field.act.${act}`)}</span>
            </label>
          ))}
        </div>
        <p className="soft">{t('field.looksLikeSays')}</p>
      </fieldset>
      <fieldset>
        <legend>{t('field.howLong')}</legend>
        <div className="chips">
          {spans.map((hours) => (
            <label key={hours} className="chip-choice">
              <input type="radio" name="span" checked={span === hours} onChange={() => setSpan(hours)} />
              <span>{t('field.hours', { count: hours })}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <button type="submit" className="primary" disabled={acts.length === 0 || by === ''} aria-busy={declare.isPending}>
        {t('field.declareNow')}
      </button>
      {declare.error !== null && <Failed error={declare.error} />}
      <details>
        <summary>{t('field.where')}</summary>
        <WhereField thing={thing} where={where} set={setWhere} />
      </details>
      <details>
        <summary>{t('field.more')}</summary>
        <div className="field">
          <label htmlFor={`${id}what`}>{t('field.what')}</label>
          <input id={`${id}what`} maxLength={200} value={what} onChange={({ target }) => setWhat(target.value)} />
        </div>
        <div className="field">
          <label htmlFor={`${id}who`}>{t('field.who')}</label>
          <input id={`${id}who`} maxLength={200} value={by} onChange={({ target }) => setWho(target.value)} />
        </div>
        <div className="field">
          <label htmlFor={`${id}ref`}>{t('field.reference')}</label>
          <input
            id={`${id}ref`}
            maxLength={60}
            value={reference}
            onChange={({ target }) => setReference(target.value)}
          />
        </div>
      </details>
    </form>
  )
}
