import type { WorkHand } from '../actions/action.ts'
import { KeyCaps } from '../design/key-caps.tsx'
import { useWords } from '../words/use-words.ts'

interface WorkActsProps {
  readonly hand: WorkHand | undefined
  /** Where another button is the view's first one. */
  readonly size?: 'small'
}

/** Take, or leave, or reopen; then note and close. Each button is absent where its act makes no sense. */
export function WorkActs({ hand, size }: WorkActsProps) {
  const { t } = useWords()
  const small = size === 'small' ? 'small' : ''
  return (
    <>
      {hand?.take !== undefined && (
        <button type="button" className={small || 'primary'} onClick={hand.take}>
          {t('work.take')} <KeyCaps of="work.take" />
        </button>
      )}
      {hand?.reopen !== undefined && (
        <button type="button" className={small} onClick={hand.reopen}>
          {t('work.reopen')} <KeyCaps of="work.reopen" />
        </button>
      )}
      {hand?.release !== undefined && (
        <button type="button" className={small} onClick={hand.release}>
          {t('work.release')} <KeyCaps of="work.release" />
        </button>
      )}
      {hand?.note !== undefined && (
        <button type="button" className={small} onClick={hand.note}>
          {t('work.noteOpen')} <KeyCaps of="work.note" />
        </button>
      )}
      {hand?.close !== undefined && (
        <button type="button" className={small} onClick={hand.close}>
          {t('work.closeOpen')} <KeyCaps of="work.close" />
        </button>
      )}
    </>
  )
}
