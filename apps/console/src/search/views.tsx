import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { post, put, remove } from '../api/client.ts'
import type { SearchParams } from '../app/search-params.ts'
import { printable } from '../design/printable.ts'
import { Failed } from '../design/states.tsx'
import { useDialog } from '../shell/use-dialog.ts'
import { useWords } from '../words/use-words.ts'
import { savedQuery } from './ask.ts'
import type { SavedSearch, SavedSpan } from './shapes.ts'

/** What a view holds of the page, and how it is called. */
export interface ViewDraft {
  readonly text: string
  readonly span: SavedSpan
  readonly columns: readonly string[]
}

/** A saved search as an address: what else stands there later is what was changed since. */
export function paramsOf({ id }: Pick<SavedSearch, 'id'>): SearchParams {
  return { view: id }
}

interface ViewsProps {
  readonly draft: ViewDraft
  readonly current: SavedSearch | undefined
  /** The page says something else than the view that it was opened from. */
  readonly changed: boolean
  readonly opened: (view: SavedSearch | undefined) => void
}

/** Saved searches: one's own and those that are shared, each an address; this one can be saved, renamed, removed. */
export function Views({ draft, current, changed, opened }: ViewsProps) {
  const { t } = useWords()
  const { data: saved, error } = useQuery(savedQuery)
  const [dialog, setDialog] = useState<'save' | 'change'>()
  return (
    <div className="views">
      <details className="picker">
        <summary>
          {current === undefined ? t('search.views') : printable(current.name)}
          {current !== undefined && changed && <span className="faint"> {t('search.viewChanged')}</span>}
        </summary>
        {error !== null && <Failed error={error} />}
        {saved?.length === 0 && <p className="soft">{t('search.viewsNone')}</p>}
        <ul>
          {saved?.map((view) => (
            <li key={view.id}>
              <Link
                to="/search"
                search={paramsOf(view)}
                aria-current={view.id === current?.id ? 'true' : undefined}
                onClick={({ currentTarget }) => currentTarget.closest('details')?.removeAttribute('open')}
              >
                <b>{printable(view.name)}</b>
                {!view.mine && <small>{t('search.viewBy', { owner: printable(view.owner) })}</small>}
                {view.mine && view.shared !== 'nobody' && <small>{t('search.viewShared')}</small>}
                <span className="wire faint">{printable(view.text === '' ? '*' : view.text.slice(0, 120))}</span>
              </Link>
            </li>
          ))}
        </ul>
      </details>
      <button type="button" className="small" onClick={() => setDialog('save')}>
        {t('search.viewSave')}
      </button>
      {current?.mine === true && (
        <button type="button" className="small" onClick={() => setDialog('change')}>
          {t('search.viewChange')}
        </button>
      )}
      {dialog !== undefined && (
        <ViewDialog
          draft={draft}
          view={dialog === 'change' ? current : undefined}
          opened={opened}
          end={() => setDialog(undefined)}
        />
      )}
    </div>
  )
}

interface ViewDialogProps {
  readonly draft: ViewDraft
  /** The view that is changed; absent for a new one. */
  readonly view: SavedSearch | undefined
  readonly opened: (view: SavedSearch | undefined) => void
  readonly end: () => void
}

function ViewDialog({ draft, view, opened, end }: ViewDialogProps) {
  const { t } = useWords()
  const dialog = useDialog()
  const queries = useQueryClient()
  const [name, setName] = useState(view?.name ?? '')
  const [shared, setShared] = useState(view?.shared ?? 'nobody')
  const [failed, setFailed] = useState<Error>()
  const [busy, setBusy] = useState(false)
  const doing = async (act: () => Promise<SavedSearch | undefined>) => {
    setBusy(true)
    try {
      const kept = await act()
      await queries.invalidateQueries({ queryKey: savedQuery.queryKey })
      end()
      opened(kept)
    } catch (error) {
      setFailed(error instanceof Error ? error : new Error(String(error)))
      setBusy(false)
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = { ...draft, name, shared }
    void doing(() =>
      view === undefined
        ? post<SavedSearch>('/searches', body)
        : put<SavedSearch>(`/searches/${encodeURIComponent(view.id)}`, body),
    )
  }
  return (
    <dialog ref={dialog} className="decide" aria-labelledby="view-title" onClose={end}>
      <form onSubmit={submit}>
        <h1 className="title" id="view-title">
          {view === undefined ? t('search.viewSave') : t('search.viewChange')}
        </h1>
        <p className="wire">{printable(draft.text === '' ? '*' : draft.text)}</p>
        <div className="field">
          <label htmlFor="view-name">{t('search.viewName')}</label>
          <small id="view-hint">{t('search.viewHint')}</small>
          <input
            id="view-name"
            required
            maxLength={80}
            autoComplete="off"
            aria-describedby="view-hint"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="view-shared">{t('search.viewWho')}</label>
          <select id="view-shared" value={shared} onChange={({ target }) => setShared(target.value)}>
            <option value="nobody">{t('search.viewNobody')}</option>
            <option value="everyone">{t('search.viewEveryone')}</option>
            {shared !== 'nobody' && shared !== 'everyone' && <option value={shared}>{shared}</option>}
          </select>
        </div>
        {failed !== undefined && <Failed error={failed} />}
        <p className="ends">
          <button type="submit" className="primary" aria-busy={busy}>
            {t('search.viewKeep')}
          </button>
          <button type="button" className="quiet" onClick={end}>
            {t('work.cancel')}
          </button>
          {view !== undefined && (
            <button
              type="button"
              className="quiet last"
              onClick={() =>
                void doing(async () => {
                  await remove(`/searches/${encodeURIComponent(view.id)}`)
                  return undefined
                })
              }
            >
              {t('search.viewRemove')}
            </button>
          )}
        </p>
      </form>
    </dialog>
  )
}
