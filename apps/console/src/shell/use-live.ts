import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { onSignedOut } from '../api/client.ts'
import { type Connection, openLive } from '../api/live.ts'
import { setConnection, tellIncidents } from '../api/live-hub.ts'
import { useMay } from '../api/may.ts'
import { sessionQuery, statusQuery } from '../api/queries.ts'
import { readStatus } from '../api/status.ts'
import { atMostEvery } from '../api/throttle.ts'
import { hearWorks, readAgain as readWorksAgain } from '../desk/book.ts'
import { announce } from './live-region.tsx'

/** Milliseconds between two readings of what a flood of incidents changes. */
const gap = 3000

/** Keeps the live stream open while the shell stands, and tells the caches what it hears. */
export function useLive(): void {
  const queries = useQueryClient()
  const { t } = useTranslation()
  const hears = useMay()('live.read')
  useEffect(() => {
    if (!hears) return
    let before: Connection['kind'] = 'connecting'
    let changedIds = new Set<string>()
    let reopened = false
    const readAgain = atMostEvery(gap, () => {
      void queries.invalidateQueries({ queryKey: ['counts'] })
      for (const id of changedIds) void queries.invalidateQueries({ queryKey: ['incident', id] })
      changedIds = new Set()
      if (reopened) void queries.invalidateQueries({ queryKey: ['incidents'] })
      reopened = false
    })
    const checkSession = () => void queries.invalidateQueries({ queryKey: sessionQuery.queryKey })
    // A queue on the screen hears of it itself; one that is opened later must not show what was read before.
    const outdateList = () => void queries.invalidateQueries({ queryKey: ['incidents'], refetchType: 'none' })
    const reload = () => {
      readWorksAgain()
      void queries.invalidateQueries()
    }
    onSignedOut(checkSession)
    const close = openLive({
      incidents: (changed) => {
        for (const { id } of changed) changedIds.add(id)
        outdateList()
        tellIncidents(changed)
        readAgain.ask()
      },
      work: (changed) => {
        hearWorks(changed)
        for (const { incident } of changed) void queries.invalidateQueries({ queryKey: ['work', incident] })
        // It may lie in no page that was read.
        if (changed.some(({ closed }) => closed === undefined)) reopened = true
        outdateList()
        readAgain.ask()
      },
      status: (body) => queries.setQueryData(statusQuery.queryKey, (known) => readStatus(body, known, Date.now())),
      reload,
      signedOut: checkSession,
      connection: (connection) => {
        setConnection(connection)
        if (connection.kind === 'lost') {
          announce(t('announce.lost'))
          checkSession()
        } else if (before === 'lost') {
          announce(t('announce.back'))
          // What changed meanwhile was not heard.
          reload()
        }
        before = connection.kind
      },
    })
    return () => {
      close()
      readAgain.stop()
    }
  }, [queries, t, hears])
}
