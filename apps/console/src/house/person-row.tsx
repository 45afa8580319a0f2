import { useState } from 'react'
import { post, put, remove } from '../api/client.ts'
import { printable } from '../design/printable.ts'
import { TextField } from '../welcome/fields.tsx'
import { useWords } from '../words/use-words.ts'
import { type Account, type Invited, useHouseChange } from './house-api.ts'
import { HouseFailure } from './house-failure.tsx'
import { draftOf, postOf } from './post.ts'
import { PostFields } from './post-fields.tsx'

interface PersonRowProps {
  readonly account: Account
  readonly sessions: number
  readonly known: readonly string[]
  /** Whether this is who looks at the page. */
  readonly self: boolean
  invited(invited: Invited): void
}

/** One of the house: what they may do, and what can be done about their account. */
export function PersonRow({ account, sessions, known, self, invited }: PersonRowProps) {
  const { t, format } = useWords()
  const [changing, setChanging] = useState(false)
  const { id, name, role, departments, state, createdAt } = account
  const act = useHouseChange((run: () => Promise<unknown>) => run())
  const link = useHouseChange(() => post<Invited>(`/people/${id}/link`, {}), invited)
  const envelope = state === 'sealed' || state === 'spent' || name === 'break-glass'
  const out = state === 'disabled' || state === 'spent'
  return (
    <li>
      <p className={out ? 'soft' : undefined}>
        <b>{printable(name)}</b> {self && <span className="faint">{t('house.you')}</span>}{' '}
        <span>
          {t(`role.${role}`)}, {departments === 'all' ? t('house.all') : departments.map(printable).join(', ')}
        </span>
        <span className="agent faint">
          {t(`house.state.${state}`)}, {t('account.since', { day: format.at(createdAt, Date.now()) })}
          {sessions > 0 && `, ${t('house.sessions', { count: sessions, n: format.count(sessions) })}`}
        </span>
      </p>
      {!changing && (
        <div className="acts">
          {!envelope && state !== 'disabled' && (
            <>
              <button
                type="button"
                className="small"
                aria-label={t('house.changeIt', { name })}
                onClick={() => setChanging(true)}
              >
                {t('house.change')}
              </button>
              <button
                type="button"
                className="small"
                aria-label={t('house.newLinkIt', { name })}
                aria-busy={link.isPending}
                onClick={() => link.mutate(undefined)}
              >
                {t('house.newLink')}
              </button>
            </>
          )}
          {sessions > 0 && !self && (
            <button
              type="button"
              className="small"
              aria-label={t('house.signOutIt', { name })}
              onClick={() => act.mutate(() => remove(`/people/${id}/sessions`))}
            >
              {t('house.signOut')}
            </button>
          )}
          {state === 'disabled' ? (
            <button
              type="button"
              className="small"
              aria-label={t('house.enableIt', { name })}
              onClick={() => act.mutate(() => post(`/people/${id}/enable`, {}))}
            >
              {t('house.enable')}
            </button>
          ) : (
            !self && (
              <button
                type="button"
                className="small"
                aria-label={t('house.disableIt', { name })}
                onClick={() => act.mutate(() => post(`/people/${id}/disable`, {}))}
              >
                {t('house.disable')}
              </button>
            )
          )}
        </div>
      )}
      {changing && <Change account={account} known={known} done={() => setChanging(false)} />}
      <HouseFailure error={act.error ?? link.error} />
    </li>
  )
}

interface ChangeProps {
  readonly account: Account
  readonly known: readonly string[]
  done(): void
}

function Change({ account, known, done }: ChangeProps) {
  const { t } = useWords()
  const [name, setName] = useState(account.name)
  const before = draftOf(account)
  const [draft, setDraft] = useState(before)
  const save = useHouseChange(async () => {
    // The post first: where it is refused, the name stays too.
    const to = postOf(draft)
    if (JSON.stringify(to) !== JSON.stringify(postOf(before))) await put(`/people/${account.id}`, to)
    if (name.trim() !== account.name) await put(`/people/${account.id}/name`, { name })
  }, done)
  return (
    <form
      className="panel"
      aria-label={t('house.changeIt', { name: account.name })}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined)
      }}
    >
      <TextField label={t('house.name')} hint={t('house.renameHint')} value={name} set={setName} autoComplete="off" />
      <PostFields draft={draft} known={known} set={setDraft} />
      <p className="soft">{t('house.changeSays')}</p>
      <HouseFailure error={save.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={save.isPending}>
          {t('house.save')}
        </button>
        <button type="button" className="quiet" onClick={done}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
