import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { post, remove } from '../../api/client.ts'
import { inventoryParams } from '../../app/search-params.ts'
import { printable } from '../../design/printable.ts'
import { Failed } from '../../design/states.tsx'
import { useDialog } from '../../shell/use-dialog.ts'
import { useWords } from '../../words/use-words.ts'
import { viewsQuery } from './inventory-api.ts'

/** Views of the inventory that have a name: one's own and those that are shared. `asked` is what stands in the address now. */
export function InventoryViews({ asked }: { readonly asked: string }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const { data: views, error } = useQuery(viewsQuery)
  const [saving, setSaving] = useState(false)
  const again = () => queries.invalidateQueries({ queryKey: viewsQuery.queryKey })
  return (
    <>
      <details className="picker">
        <summary>{t('inventory.views')}</summary>
        {error !== null && <Failed error={error} />}
        {views?.length === 0 && <p className="soft">{t('inventory.viewsNone')}</p>}
        <ul>
          {views?.map(({ id, name, asked: search, mine, owner, shared }) => (
            <li key={id}>
              <Link
                to="/city/inventory"
                search={inventoryParams(Object.fromEntries(new URLSearchParams(search)))}
                onClick={({ currentTarget }) => currentTarget.closest('details')?.removeAttribute('open')}
              >
                <b>{printable(name)}</b>
                {!mine && <small>{t('search.viewBy', { owner: printable(owner) })}</small>}
                {mine && shared && <small>{t('search.viewShared')}</small>}
              </Link>
              {mine && (
                <button
                  type="button"
                  className="small quiet"
                  aria-label={t('inventory.viewRemove', { name: printable(name) })}
                  onClick={() => void remove(`/city/views/${encodeURIComponent(id)}`).then(again)}
                >
                  {t('inventory.remove')}
                </button>
              )}
            </li>
          ))}
        </ul>
      </details>
      <button type="button" className="small" onClick={() => setSaving(true)}>
        {t('search.viewSave')}
      </button>
      {saving && (
        <SaveView
          asked={asked}
          end={() => {
            setSaving(false)
            void again()
          }}
        />
      )}
    </>
  )
}

function SaveView({ asked, end }: { readonly asked: string; end(): void }) {
  const { t } = useWords()
  const dialog = useDialog()
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [failed, setFailed] = useState<Error>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    post('/city/views', { name, asked, shared }).then(end, (error: unknown) =>
      setFailed(error instanceof Error ? error : new Error(String(error))),
    )
  }
  return (
    <dialog ref={dialog} className="decide" aria-labelledby="view-title" onClose={end}>
      <form onSubmit={submit}>
        <h1 className="title" id="view-title">
          {t('search.viewSave')}
        </h1>
        <div className="field">
          <label htmlFor="view-name">{t('search.viewName')}</label>
          <input
            id="view-name"
            required
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="view-shared">{t('search.viewWho')}</label>
          <select
            id="view-shared"
            value={shared ? 'everyone' : 'nobody'}
            onChange={({ target }) => setShared(target.value === 'everyone')}
          >
            <option value="nobody">{t('search.viewNobody')}</option>
            <option value="everyone">{t('search.viewEveryone')}</option>
          </select>
        </div>
        {failed !== undefined && <Failed error={failed} />}
        <p className="acts">
          <button type="submit" className="primary">
            {t('search.viewSave')}
          </button>
          <button type="button" onClick={end}>
            {t('inventory.cancel')}
          </button>
        </p>
      </form>
    </dialog>
  )
}
