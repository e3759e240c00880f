import type { Balance, Source } from '@/shared/api/types';
import type { IconName } from '@/shared/ui/icon';

interface SourceTraits {
  icon: IconName;
  /** The unit of the prices that it pays; actions are what pictures cost. */
  unit: 'actions' | 'energy' | 'diamonds';
}

type Sources = {
  readonly [S in Source]: SourceTraits & {
    /** An operator can give and take these units; a balance has their number under the source's name. */
    isGrantable: Balance[S] extends number ? true : false;
  };
};

/**
 * The app's only list of sources, in the order in which they pay. The texts of each are `source.…` and `units.…`; of one
 * that pays actions also `price.of.…` and `price.why.…`, and of one that can be granted too `wallet.….hint`.
 */
export const SOURCES = {
  plan: { icon: 'retry', unit: 'actions', isGrantable: false },
  credits: { icon: 'coin', unit: 'actions', isGrantable: true },
  free: { icon: 'gift', unit: 'actions', isGrantable: false },
  energy: { icon: 'coin', unit: 'energy', isGrantable: true },
  diamonds: { icon: 'coin', unit: 'diamonds', isGrantable: true },
} as const satisfies Sources;

type SourceWith<Traits> = { [S in Source]: (typeof SOURCES)[S] extends Traits ? S : never }[Source];

export type GrantableSource = SourceWith<{ isGrantable: true }>;
export type ActionSource = SourceWith<{ unit: 'actions' }>;
/** Pays for pictures, and keeps what it has until that is used. */
export type GrantableActionSource = GrantableSource & ActionSource;

const ALL = Object.keys(SOURCES) as Source[];

export const GRANTABLE_SOURCES: readonly GrantableSource[] = ALL.filter(isGrantable);
export const GRANTABLE_ACTION_SOURCES: readonly GrantableActionSource[] =
  GRANTABLE_SOURCES.filter(paysActions);

/** Whether it pays for pictures; of a name that is no source, false. */
export function paysActions<Name extends string>(name: Name | null): name is Name & ActionSource {
  return isSource(name) && SOURCES[name].unit === 'actions';
}

export function isGrantable(name: string): name is GrantableSource {
  return isSource(name) && SOURCES[name].isGrantable;
}

function isSource(name: string | null): name is Source {
  return name !== null && Object.hasOwn(SOURCES, name);
}
