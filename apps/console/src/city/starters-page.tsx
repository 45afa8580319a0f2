import './city.css'
import './starters.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { post } from '../api/client.ts'
import { useTitle } from '../app/use-title.ts'
import { printable } from '../design/printable.ts'
import { Failed, Loading } from '../design/states.tsx'
import { useWords } from '../words/use-words.ts'
import { useCityChange } from './city-api.ts'
import { registers, type Starter, startersQuery } from './starters-api.ts'

/** Ticked entries, each by the name that is given to it; an empty one is called as the register calls it. */
type Ticked = ReadonlyMap<string, string>

/** What the city carries, and who reaches into it: ticked from registers, named where somebody knows the name. */
export function StartersPage() {
  const { t, format, language } = useWords()
  const { data, error, refetch } = useQuery(startersQuery)
  const [ticked, setTicked] = useState<Ticked>(new Map())
  const say = useCityChange((body: object) => post('/city/starters', body))
  useTitle(t('starters.title'))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ticked.size === 0) return
    const list = [...ticked].map(([id, name]) => (name.trim() === '' ? { id } : { id, name: name.trim() }))
    say.mutate({ ticked: list, language }, { onSuccess: () => setTicked(new Map()) })
  }
  const tick = (id: string, name: string | undefined) => {
    const next = new Map(ticked)
    if (name === undefined) next.delete(id)
    else next.set(id, name)
    setTicked(next)
  }
  return (
    <div className="pad city starters">
      <p>
        <Link to="/city">{t('map.title')}</Link>
      </p>
      <h1 className="title">{t('starters.title')}</h1>
      <p className="soft">{t('starters.says')}</p>
      {error !== null && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && (
        <form onSubmit={submit}>
          {registers.map((register) => (
            <fieldset key={register}>
              <legend>{t(`starters.${register}`)}</legend>
              <p className="soft">{t(`starters.${register}Says`)}</p>
              <ul>
                {data.starters
                  .filter((one) => one.register === register)
                  .map((one) => (
                    <Entry key={one.id} starter={one} name={ticked.get(one.id)} tick={(name) => tick(one.id, name)} />
                  ))}
              </ul>
            </fieldset>
          ))}
          {say.error !== null && <Failed error={say.error} />}
          <p className="acts" role="status">
            <button type="submit" className="primary" disabled={ticked.size === 0} aria-busy={say.isPending}>
              {ticked.size === 0
                ? t('starters.none')
                : t('starters.add', { count: ticked.size, n: format.count(ticked.size) })}
            </button>
            {say.isSuccess && ticked.size === 0 && (
              <span>
                {t('starters.added')} <Link to="/city/questions">{t('city.answerThem')}</Link>
              </span>
            )}
          </p>
        </form>
      )}
    </div>
  )
}

interface EntryProps {
  readonly starter: Starter
  /** What it is called by whoever ticks; absent: not ticked. */
  readonly name: string | undefined
  tick(name: string | undefined): void
}

function Entry({ starter: { words, known, supposed }, name, tick }: EntryProps) {
  const { t, language } = useWords()
  const id = useId()
  const called = printable(words[language])
  if (known !== null) {
    return (
      <li>
        <label className="check">
          <input type="checkbox" checked disabled /> {called}
        </label>
        <span className="meta">
          {printable(known) === called ? t('starters.known') : t('starters.knownAs', { name: printable(known) })}
        </span>
      </li>
    )
  }
  return (
    <li>
      <label className="check">
        <input
          type="checkbox"
          checked={name !== undefined}
          onChange={({ target }) => tick(target.checked ? '' : undefined)}
        />{' '}
        {called}
      </label>
      {supposed !== null && <span className="meta">{t('starters.supposed')}</span>}
      {name !== undefined && (
        <input
          id={id}
          type="text"
          maxLength={200}
          aria-label={t('starters.name', { what: called })}
          placeholder={t('starters.namePlace')}
          value={name}
          onChange={({ target }) => tick(target.value)}
        />
      )}
    </li>
  )
}
