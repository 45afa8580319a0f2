import './shell.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import type { Desk, Place } from '../actions/action.ts'
import { handsNow } from '../actions/desk.ts'
import { useKeys } from '../actions/use-keys.ts'
import { remove } from '../api/client.ts'
import { mayNow, useMay } from '../api/may.ts'
import { meQuery } from '../api/queries.ts'
import { decide } from '../desk/dialog.ts'
import { toastNow, undoNow } from '../desk/toast.ts'
import { WorkRoom } from '../desk/work-room.tsx'
import { SampleStrip } from '../sample/sample-strip.tsx'
import { useWords } from '../words/use-words.ts'
import { Help } from './help.tsx'
import { LiveRegion } from './live-region.tsx'
import { Palette } from './palette.tsx'
import { placesFor } from './places.ts'
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
  useLanding()
  const close = useCallback(() => setOpen(undefined), [])
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <TopBar desk={desk} />
      <SampleStrip />
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

/** Whoever may not see the queue comes in where they have something to do. */
function useLanding(): void {
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const { data: me } = useQuery(meQuery)
  const may = useMay()
  const [first] = placesFor(may).filter(({ place }) => place !== 'sources')
  const elsewhere = me !== undefined && pathname === '/queue' && !may('incident.read') ? first?.to : undefined
  useEffect(() => {
    if (elsewhere !== undefined) void navigate({ to: elsewhere, replace: true })
  }, [elsewhere, navigate])
}

const paths = {
  queue: '/queue',
  city: '/city',
  search: '/search',
  rules: '/rules',
  sources: '/sources',
  privacy: '/privacy',
  settings: '/settings',
  quiet: '/quiet',
  field: '/field',
} as const

function useDesk(show: Desk['show']): () => Desk {
  const navigate = useNavigate()
  const queries = useQueryClient()
  return useCallback(
    () => ({
      signedIn: true,
      may: mayNow(queries),
      ...handsNow(),
      undo: toastNow()?.undo === undefined ? undefined : undoNow,
      go: (place: Place) => void navigate({ to: paths[place] }),
      searchFor: (text: string) => void navigate({ to: '/search', search: { q: text } }),
      openByHand: () => decide({ what: 'open', works: [], done: undefined }),
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
