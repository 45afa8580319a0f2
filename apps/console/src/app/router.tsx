import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { IncidentPage } from '../incident/incident-page.tsx'
import { QueueOrHome } from '../queue/queue-or-home.tsx'
import { Broken } from '../shell/broken.tsx'
import { NotFound } from '../shell/not-found.tsx'
import { Shell } from '../shell/shell.tsx'
import { Gate } from '../welcome/gate.tsx'
import { ProviderReturn } from '../welcome/provider-return.tsx'
import { Welcome } from '../welcome/welcome.tsx'
import {
  cityMapParams,
  discrepancyParams,
  formatParams,
  inventoryParams,
  orderParams,
  privacyParams,
  queueParams,
  ruleParams,
  rulesParams,
  searchParams,
  segmentationParams,
  sourceSettingsParams,
  tailParams,
} from './search-params.ts'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })

const welcome = createRoute({ getParentRoute: () => root, path: '/welcome', component: Welcome })

const providerReturn = createRoute({ getParentRoute: () => root, path: '/welcome/provider', component: ProviderReturn })

/** What a link of a question opens: for people without an account. */
const answer = createRoute({
  getParentRoute: () => root,
  path: '/answer',
  component: lazyRouteComponent(() => import('../field/answer-page.tsx'), 'AnswerPage'),
})

const gallery = createRoute({
  getParentRoute: () => root,
  path: '/design',
  component: lazyRouteComponent(() => import('../design/gallery.tsx'), 'Gallery'),
})

/** Everything behind sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: () => (
    <Gate>
      <Shell>
        <Outlet />
      </Shell>
    </Gate>
  ),
})

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/queue', replace: true })
  },
})

const queue = createRoute({
  getParentRoute: () => inside,
  path: '/queue',
  validateSearch: queueParams,
  component: QueueOrHome,
})

const incident = createRoute({ getParentRoute: () => inside, path: '/incidents/$id', component: IncidentPage })

const quiet = createRoute({
  getParentRoute: () => inside,
  path: '/quiet',
  component: lazyRouteComponent(() => import('../quiet/quiet-page.tsx'), 'QuietPage'),
})

const search = createRoute({
  getParentRoute: () => inside,
  path: '/search',
  validateSearch: searchParams,
  component: lazyRouteComponent(() => import('../search/search-page.tsx'), 'SearchPage'),
})

const tail = createRoute({
  getParentRoute: () => inside,
  path: '/search/live',
  validateSearch: tailParams,
  component: lazyRouteComponent(() => import('../search/tail-page.tsx'), 'TailPage'),
})

const rules = createRoute({
  getParentRoute: () => inside,
  path: '/rules',
  validateSearch: rulesParams,
  component: lazyRouteComponent(() => import('../rules/rules-page.tsx'), 'RulesPage'),
})

const rule = createRoute({
  getParentRoute: () => inside,
  path: '/rules/$id',
  validateSearch: ruleParams,
  component: lazyRouteComponent(() => import('../rules/rule-page.tsx'), 'RulePage'),
})

const privacy = createRoute({
  getParentRoute: () => inside,
  path: '/privacy',
  validateSearch: privacyParams,
  component: lazyRouteComponent(() => import('../people/privacy-page.tsx'), 'PrivacyPage'),
})

const kept = createRoute({
  getParentRoute: () => inside,
  path: '/privacy/kept',
  component: lazyRouteComponent(() => import('../people/kept-page.tsx'), 'KeptPage'),
})

const sources = createRoute({
  getParentRoute: () => inside,
  path: '/sources',
  component: lazyRouteComponent(() => import('../sources/sources-page.tsx'), 'SourcesPage'),
})

const addSource = createRoute({
  getParentRoute: () => inside,
  path: '/sources/add',
  component: lazyRouteComponent(() => import('../sources/add-page.tsx'), 'AddSourcePage'),
})

const blind = createRoute({
  getParentRoute: () => inside,
  path: '/sources/blind',
  component: lazyRouteComponent(() => import('../sources/blind-page.tsx'), 'BlindPage'),
})

const formats = createRoute({
  getParentRoute: () => inside,
  path: '/sources/formats',
  component: lazyRouteComponent(() => import('../sources/formats/formats-page.tsx'), 'FormatsPage'),
})

const format = createRoute({
  getParentRoute: () => inside,
  path: '/sources/formats/$id',
  validateSearch: formatParams,
  component: lazyRouteComponent(() => import('../sources/formats/format-page.tsx'), 'FormatPage'),
})

const oneSource = createRoute({
  getParentRoute: () => inside,
  path: '/sources/$source',
  component: lazyRouteComponent(() => import('../sources/source-page.tsx'), 'SourcePage'),
})

const city = createRoute({
  getParentRoute: () => inside,
  path: '/city',
  validateSearch: cityMapParams,
  component: lazyRouteComponent(() => import('../city/map/map-page.tsx'), 'CityMapPage'),
})

const cityInventory = createRoute({
  getParentRoute: () => inside,
  path: '/city/inventory',
  validateSearch: inventoryParams,
  component: lazyRouteComponent(() => import('../city/inventory/inventory-page.tsx'), 'InventoryPage'),
})

const cityImport = createRoute({
  getParentRoute: () => inside,
  path: '/city/import',
  component: lazyRouteComponent(() => import('../city/import-page.tsx'), 'ImportPage'),
})

const cityStarters = createRoute({
  getParentRoute: () => inside,
  path: '/city/start',
  component: lazyRouteComponent(() => import('../city/starters-page.tsx'), 'StartersPage'),
})

const cityQuestions = createRoute({
  getParentRoute: () => inside,
  path: '/city/questions',
  component: lazyRouteComponent(() => import('../city/questions-page.tsx'), 'QuestionsPage'),
})

const cityDiscrepancies = createRoute({
  getParentRoute: () => inside,
  path: '/city/discrepancies',
  validateSearch: discrepancyParams,
  component: lazyRouteComponent(() => import('../city/discrepancies-page.tsx'), 'DiscrepanciesPage'),
})

const citySegmentation = createRoute({
  getParentRoute: () => inside,
  path: '/city/segmentation',
  validateSearch: segmentationParams,
  component: lazyRouteComponent(() => import('../city/segmentation-page.tsx'), 'SegmentationPage'),
})

const citySends = createRoute({
  getParentRoute: () => inside,
  path: '/city/sends',
  component: lazyRouteComponent(() => import('../city/sends/sends-page.tsx'), 'SendsPage'),
})

const cityName = createRoute({
  getParentRoute: () => inside,
  path: '/city/names/$name',
  component: lazyRouteComponent(() => import('../city/entity/name-page.tsx'), 'NamePage'),
})

/** An asset by its id alone, as it was once addressed: ids that are names of pages are found under `assets` only. */
const cityAssetOnce = createRoute({
  getParentRoute: () => inside,
  path: '/city/$asset',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/city/assets/$asset', params, replace: true })
  },
})

const fieldHome = createRoute({
  getParentRoute: () => inside,
  path: '/field',
  component: lazyRouteComponent(() => import('../field/equipment-page.tsx'), 'EquipmentPage'),
})

const fieldLabel = createRoute({
  getParentRoute: () => inside,
  path: '/field/label/$asset',
  component: lazyRouteComponent(() => import('../field/label-page.tsx'), 'LabelPage'),
})

const orders = createRoute({
  getParentRoute: () => inside,
  path: '/orders',
  component: lazyRouteComponent(() => import('../field/orders-page.tsx'), 'OrdersPage'),
})

const orderForm = createRoute({
  getParentRoute: () => inside,
  path: '/orders/new',
  validateSearch: orderParams,
  component: lazyRouteComponent(() => import('../field/order-form.tsx'), 'OrderForm'),
})

const cityAsset = createRoute({
  getParentRoute: () => inside,
  path: '/city/assets/$asset',
  component: lazyRouteComponent(() => import('../city/asset-page.tsx'), 'AssetPage'),
})

const people = createRoute({
  getParentRoute: () => inside,
  path: '/people',
  component: lazyRouteComponent(() => import('../house/people-page.tsx'), 'PeoplePage'),
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  component: lazyRouteComponent(() => import('../settings/settings-home.tsx'), 'SettingsHome'),
})

const sourceSettings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/sources',
  validateSearch: sourceSettingsParams,
  component: lazyRouteComponent(() => import('../settings/source-settings-page.tsx'), 'SourceSettingsPage'),
})

const tokens = createRoute({
  getParentRoute: () => inside,
  path: '/settings/tokens',
  component: lazyRouteComponent(() => import('../settings/tokens-page.tsx'), 'TokensPage'),
})

const notifications = createRoute({
  getParentRoute: () => inside,
  path: '/settings/notifications',
  component: lazyRouteComponent(() => import('../notify/notifications-page.tsx'), 'NotificationsPage'),
})

const keeping = createRoute({
  getParentRoute: () => inside,
  path: '/settings/keeping',
  component: lazyRouteComponent(() => import('../settings/keeping-page.tsx'), 'KeepingPage'),
})

const signInSettings = createRoute({
  getParentRoute: () => inside,
  path: '/people/sign-in',
  component: lazyRouteComponent(() => import('../house/sign-in-page.tsx'), 'SignInPage'),
})

const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  component: lazyRouteComponent(() => import('../account/account-page.tsx'), 'AccountPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    welcome,
    providerReturn,
    answer,
    gallery,
    inside.addChildren([
      home,
      queue,
      incident,
      quiet,
      search,
      tail,
      rules,
      rule,
      sources,
      addSource,
      blind,
      formats,
      format,
      oneSource,
      privacy,
      kept,
      city,
      cityInventory,
      cityImport,
      cityStarters,
      cityQuestions,
      cityDiscrepancies,
      citySegmentation,
      fieldHome,
      fieldLabel,
      orders,
      orderForm,
      cityAsset,
      cityAssetOnce,
      cityName,
      citySends,
      people,
      signInSettings,
      account,
      settings,
      sourceSettings,
      tokens,
      notifications,
      keeping,
    ]),
  ]),
  defaultErrorComponent: Broken,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
