import './shell.css'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useState } from 'react'
import type { Desk, Place } from '../actions/action.ts'
import { handsNow } from '../actions/desk.ts'
import { useKeys } from '../actions/use-keys.ts'
import { remove } from '../api/client.ts'
import { toastNow, undoNow } from '../desk/toast.ts'
import { WorkRoom } from '../desk/work-room.tsx'
import { useWords } from '../words/use-words.ts'
import { Help } from './help.tsx'
import { LiveRegion } from './live-region.tsx'
import { Palette } from './palette.tsx'
import { Rail } from './rail.tsx'
import { Tabs } from './tabs.tsx'
import { TopBar } from './top-bar.tsx'
import { useLive } from './use-live.ts'

/** The frame around every page behind sign-in: bar, rail, tabs on a phone, palette, help, and the live stream. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { t } = useWords()
  const [open, setOpen] = useState<'palette' | 'help' | undefined>()
  const desk = useDesk(setOpen)
  useKeys(desk)
  useLive()
  const close = useCallback(() => setOpen(undefined), [])
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <TopBar desk={desk} />
      <Rail />
      <main className="page" id="main" tabIndex={-1}>
        {children}
      </main>
      <Tabs />
      {open === 'palette' && <Palette desk={desk} close={close} />}
      {open === 'help' && <Help close={close} />}
      <WorkRoom />
      <LiveRegion />
    </div>
  )
}

const paths = { queue: '/queue', search: '/search', rules: '/rules', sources: '/sources', privacy: '/privacy' } as const

function useDesk(show: Desk['show']): () => Desk {
  const navigate = useNavigate()
  const queries = useQueryClient()
  return useCallback(
    () => ({
      signedIn: true,
      ...handsNow(),
      undo: toastNow()?.undo === undefined ? undefined : undoNow,
      go: (place: Place) => void navigate({ to: paths[place] }),
      searchFor: (text: string) => void navigate({ to: '/search', search: { q: text } }),
      show,
      signOut: () => {
        void remove('/session').finally(() => {
          queries.clear()
          location.assign('/queue')
        })
      },
    }),
    [navigate, queries, show],
  )
}
