/** Models of the stand-in: one of each sort, with fields of every kind. */

interface MockModel {
  id: string;
  price: number;
  priceUnit: 'actions' | 'diamonds';
  extraPrice: Record<string, Record<string, number>>;
  [field: string]: unknown;
}

const prompt = (title: string) => ({ type: 'string', title, minLength: 1, maxLength: 2000 });
const ratio = (title: string) => ({
  type: 'string',
  title,
  enum: ['1:1', '3:4', '4:3', '9:16', '16:9'],
  default: '1:1',
});
const picture = { type: 'string', format: 'atelier-image' };

export const MODELS: readonly MockModel[] = [
  {
    id: 'nano-banana-2',
    name: 'Nano Banana 2',
    description: 'Быстрая и точная: рисует по описанию, умеет писать текст на картинке.',
    kind: 'text-to-image',
    price: 2,
    priceUnit: 'actions',
    extraPrice: { resolution: { '2K': 1, '4K': 3 } },
    sampleUrl: '/api/v1/pictures/a1b2',
    enabled: true,
    inputSchema: {
      type: 'object',
      required: ['prompt'],
      additionalProperties: false,
      properties: {
        prompt: prompt('Описание'),
        aspect_ratio: ratio('Формат'),
        resolution: { type: 'string', title: 'Размер', enum: ['1K', '2K', '4K'], default: '1K' },
        images: {
          type: 'array',
          title: 'Образцы',
          minItems: 0,
          maxItems: 6,
          items: picture,
        },
      },
    },
    hints: {
      prompt: 'Кто или что, где, при каком свете и в каком стиле.',
      images: 'Лица, вещи или стиль, на которые опереться.',
    },
    defaults: {},
  },
  {
    id: 'sdxl-local',
    name: 'SDXL',
    description: 'Тонкая настройка: шаги, сила описания, зерно.',
    kind: 'text-to-image',
    price: 1,
    priceUnit: 'actions',
    extraPrice: {},
    sampleUrl: null,
    enabled: true,
    inputSchema: {
      type: 'object',
      required: ['prompt'],
      additionalProperties: false,
      properties: {
        prompt: prompt('Описание'),
        negative_prompt: { type: 'string', title: 'Чего не должно быть', maxLength: 500 },
        sampler: {
          type: 'string',
          title: 'Способ',
          enum: ['DPM++ 2M Karras', 'Euler a', 'DDIM', 'UniPC, very long name of it'],
        },
        steps: { type: 'integer', title: 'Шаги', minimum: 1, maximum: 50, default: 20 },
        cfg_scale: { type: 'number', title: 'Сила описания', minimum: 1, maximum: 20, default: 7 },
        hires: { type: 'boolean', title: 'Вдвое крупнее' },
        seed: { type: 'integer', title: 'Зерно', minimum: 0, maximum: 2147483647 },
      },
    },
    hints: { hires: 'Дольше, зато больше деталей.', seed: 'Одно зерно даёт один и тот же результат.' },
    defaults: { hires: false },
  },
  {
    id: 'gpt-image-edit',
    name: 'GPT Image',
    description: 'Меняет картинку по описанию и бережёт остальное.',
    kind: 'edit',
    price: 30,
    priceUnit: 'diamonds',
    extraPrice: {},
    sampleUrl: null,
    enabled: true,
    inputSchema: {
      type: 'object',
      required: ['image', 'prompt'],
      additionalProperties: false,
      properties: {
        image: { ...picture, title: 'Картинка' },
        prompt: prompt('Что изменить'),
        quality: { type: 'string', title: 'Качество', enum: ['low', 'medium', 'high'] },
      },
    },
    hints: {},
    defaults: {},
  },
];

interface MockItem {
  operation: string;
  modelId?: string;
  parameters?: Record<string, unknown>;
}

/** What a request costs, and in which unit. */
export function priceOf(body: MockItem & { items?: MockItem[] }): { price: number; unit: string } {
  const items = body.items ?? [body];
  const model = MODELS.find(({ id }) => id === items[0]?.modelId);
  return {
    price: items.reduce((sum, item) => sum + itemPrice(item), 0),
    unit: model?.priceUnit ?? 'actions',
  };
}

function itemPrice({ operation, modelId, parameters = {} }: MockItem): number {
  if (operation === 'edit') return 1;
  const model = MODELS.find(({ id }) => id === modelId);
  if (!model) return 2;
  const extras = Object.entries(model.extraPrice).map(
    ([name, byValue]) => byValue[String(parameters[name])] ?? 0,
  );
  return extras.reduce((sum, extra) => sum + extra, model.price);
}

/** For looking at refusals: a prompt with "refuse" in it is refused at its field. */
export function faultsOf(body: MockItem & { items?: MockItem[] }): object[] {
  return (body.items ?? [body]).flatMap((item, index) =>
    String(item.parameters?.prompt ?? '').includes('refuse')
      ? {
          pointer: `${body.items ? `/items/${index}` : ''}/parameters/prompt`,
          code: 'notAllowed',
          message: 'Этого студия не рисует.',
        }
      : [],
  );
}
