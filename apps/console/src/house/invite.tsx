import { useState } from 'react'
import { post } from '../api/client.ts'
import { TextField } from '../welcome/fields.tsx'
import { useWords } from '../words/use-words.ts'
import { type Invited, useHouseChange } from './house-api.ts'
import { HouseFailure } from './house-failure.tsx'
import { emptyPost, postOf } from './post.ts'
import { PostFields } from './post-fields.tsx'

interface InviteProps {
  readonly known: readonly string[]
  invited(invited: Invited): void
}

export function Invite({ known, invited }: InviteProps) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [draft, setDraft] = useState(emptyPost)
  const close = () => {
    setOpen(false)
    setName('')
    setDraft(emptyPost)
  }
  const invite = useHouseChange(
    () => post<Invited>('/people', { name, ...postOf(draft) }),
    (answer) => {
      close()
      invited(answer)
    },
  )
  if (!open) {
    return (
      <p>
        <button type="button" className="primary" onClick={() => setOpen(true)}>
          {t('house.invite.open')}
        </button>
      </p>
    )
  }
  return (
    <form
      className="panel"
      aria-label={t('house.invite.open')}
      onSubmit={(event) => {
        event.preventDefault()
        invite.mutate(undefined)
      }}
    >
      <TextField label={t('house.name')} hint={t('house.nameHint')} value={name} set={setName} autoComplete="off" />
      <PostFields draft={draft} known={known} set={setDraft} />
      <HouseFailure error={invite.error} />
      <div className="acts">
        <button type="submit" className="primary" aria-busy={invite.isPending}>
          {t('house.invite.make')}
        </button>
        <button type="button" className="quiet" onClick={close}>
          {t('account.cancel')}
        </button>
      </div>
    </form>
  )
}
