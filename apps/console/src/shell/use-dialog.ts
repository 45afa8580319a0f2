import { type RefObject, useEffect, useRef } from 'react'

/** A modal dialog that opens with its component; the browser keeps the focus inside and gives it back. */
export function useDialog(): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    if (shown === null) return undefined
    if (!shown.open) shown.showModal()
    return () => shown.close()
  }, [])
  return dialog
}
