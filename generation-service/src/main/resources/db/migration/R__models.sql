-- The models of the catalogue. What an operator chose for a model stays. A model that is taken out here stays in the table,
-- since jobs refer to it: set its column enabled to false instead.
insert into model (
    id, position, kind, names, descriptions, price, extra_price, input_schema, routes, typical_millis)
values
    ('nano-banana-2', 10, 'TEXT_TO_IMAGE',
     $${"en": "Nano Banana 2", "ru": "Nano Banana 2", "uk": "Nano Banana 2"}$$,
     $${
         "en": "Follows long descriptions closely, writes legible text, up to 4K.",
         "ru": "Точно следует длинным описаниям, пишет разборчивый текст, до 4K.",
         "uk": "Точно дотримується довгих описів, пише розбірливий текст, до 4K."
     }$$,
     2, $${"resolution": {"2K": 1, "4K": 2}}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt"],
       "additionalProperties": false,
       "properties": {
         "prompt": {"type": "string", "minLength": 1, "maxLength": 20000},
         "aspect_ratio": {"type": "string", "enum": ["auto", "1:1", "3:4", "4:3", "2:3", "3:2", "9:16", "16:9", "4:5", "5:4", "21:9"], "default": "auto"},
         "resolution": {"type": "string", "enum": ["1K", "2K", "4K"], "default": "1K"}
       }
     }$$,
     $$[
         {"provider": "kie", "model": "nano-banana-2", "costMicroUsd": 40000,
          "extraCostMicroUsd": {"resolution": {"2K": 20000, "4K": 50000}}, "parameters": {"output_format": "png"}},
         {"provider": "openai", "model": "gpt-image-2", "costMicroUsd": 53000,
          "extraCostMicroUsd": {"resolution": {"2K": 53000, "4K": 159000}}, "parameters": {"quality": "medium"}}
     ]$$,
     20000),
    ('nano-banana-2-edit', 20, 'EDIT',
     $${"en": "Nano Banana 2: edit", "ru": "Nano Banana 2: правка", "uk": "Nano Banana 2: правка"}$$,
     $${
         "en": "Changes your photos by a description, and combines up to ten of them.",
         "ru": "Меняет ваши фото по описанию и соединяет до десяти из них.",
         "uk": "Змінює ваші фото за описом і поєднує до десяти з них."
     }$$,
     2, $${"resolution": {"2K": 1, "4K": 2}}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt", "images"],
       "additionalProperties": false,
       "properties": {
         "images": {"type": "array", "items": {"type": "string", "format": "atelier-image"}, "minItems": 1, "maxItems": 10},
         "prompt": {"type": "string", "minLength": 1, "maxLength": 5000},
         "aspect_ratio": {"type": "string", "enum": ["auto", "1:1", "3:4", "4:3", "2:3", "3:2", "9:16", "16:9", "4:5", "5:4", "21:9"], "default": "auto"},
         "resolution": {"type": "string", "enum": ["1K", "2K", "4K"], "default": "1K"}
       }
     }$$,
     $$[
         {"provider": "kie", "model": "nano-banana-2", "costMicroUsd": 40000,
          "extraCostMicroUsd": {"resolution": {"2K": 20000, "4K": 50000}}, "parameters": {"output_format": "png"}},
         {"provider": "openai", "model": "gpt-image-2", "costMicroUsd": 53000,
          "extraCostMicroUsd": {"resolution": {"2K": 53000, "4K": 159000}}, "parameters": {"quality": "medium"}},
         {"provider": "venice", "model": "nano-banana-2-edit", "costMicroUsd": 100000,
          "extraCostMicroUsd": {"resolution": {"2K": 50000, "4K": 125000}}}
     ]$$,
     20000),
    ('nano-banana-pro', 30, 'TEXT_TO_IMAGE',
     $${"en": "Nano Banana Pro", "ru": "Nano Banana Pro", "uk": "Nano Banana Pro"}$$,
     $${
         "en": "The most careful of the family: complex scenes, infographics, up to 4K.",
         "ru": "Самая тщательная модель семейства: сложные сцены, инфографика, до 4K.",
         "uk": "Найретельніша модель родини: складні сцени, інфографіка, до 4K."
     }$$,
     4, $${"resolution": {"4K": 3}}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt"],
       "additionalProperties": false,
       "properties": {
         "prompt": {"type": "string", "minLength": 1, "maxLength": 10000},
         "aspect_ratio": {"type": "string", "enum": ["auto", "1:1", "3:4", "4:3", "2:3", "3:2", "9:16", "16:9", "4:5", "5:4", "21:9"], "default": "auto"},
         "resolution": {"type": "string", "enum": ["1K", "2K", "4K"], "default": "1K"}
       }
     }$$,
     $$[
         {"provider": "kie", "model": "nano-banana-pro", "costMicroUsd": 90000,
          "extraCostMicroUsd": {"resolution": {"4K": 72000}}, "parameters": {"output_format": "png"}},
         {"provider": "venice", "model": "nano-banana-pro", "costMicroUsd": 180000,
          "extraCostMicroUsd": {"resolution": {"4K": 144000}}}
     ]$$,
     30000),
    ('gpt-image-2', 40, 'TEXT_TO_IMAGE',
     $${"en": "GPT Image 2", "ru": "GPT Image 2", "uk": "GPT Image 2"}$$,
     $${
         "en": "Strong at layouts, lettering and exact instructions.",
         "ru": "Сильна в макетах, надписях и точных указаниях.",
         "uk": "Сильна в макетах, написах і точних вказівках."
     }$$,
     3, $${"quality": {"high": 4}}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt"],
       "additionalProperties": false,
       "properties": {
         "prompt": {"type": "string", "minLength": 1, "maxLength": 20000},
         "aspect_ratio": {"type": "string", "enum": ["1:1", "3:4", "4:3", "9:16", "16:9"], "default": "1:1"},
         "quality": {"type": "string", "enum": ["low", "medium", "high"], "default": "medium"}
       }
     }$$,
     $$[
         {"provider": "openai", "model": "gpt-image-2", "costMicroUsd": 53000,
          "extraCostMicroUsd": {"quality": {"low": -47000, "high": 158000}}},
         {"provider": "kie", "model": "gpt-image-2-text-to-image", "costMicroUsd": 60000}
     ]$$,
     45000),
    ('flux', 50, 'TEXT_TO_IMAGE',
     $${"en": "Flux", "ru": "Flux", "uk": "Flux"}$$,
     $${
         "en": "Fast and photographic; a seed repeats a picture.",
         "ru": "Быстрая и фотографичная; сид повторяет картинку.",
         "uk": "Швидка й фотографічна; сид повторює картинку."
     }$$,
     1, $${}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt"],
       "additionalProperties": false,
       "properties": {
         "prompt": {"type": "string", "minLength": 1, "maxLength": 5000},
         "aspect_ratio": {"type": "string", "enum": ["1:1", "3:4", "4:3", "9:16", "16:9"], "default": "1:1"},
         "seed": {"type": "integer", "minimum": 0, "maximum": 2147483647}
       }
     }$$,
     $$[
         {"provider": "replicate", "model": "black-forest-labs/flux-schnell", "costMicroUsd": 3000},
         {"provider": "pollinations", "model": "flux", "costMicroUsd": 2000}
     ]$$,
     8000),
    ('sdxl-local', 60, 'TEXT_TO_IMAGE',
     $${"en": "SDXL", "ru": "SDXL", "uk": "SDXL"}$$,
     $${
         "en": "Stable Diffusion XL on our own machine, with every knob.",
         "ru": "Stable Diffusion XL на нашей машине, со всеми настройками.",
         "uk": "Stable Diffusion XL на нашій машині, з усіма налаштуваннями."
     }$$,
     1, $${}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt"],
       "additionalProperties": false,
       "properties": {
         "prompt": {"type": "string", "minLength": 1, "maxLength": 2000},
         "negative_prompt": {"type": "string", "maxLength": 2000},
         "aspect_ratio": {"type": "string", "enum": ["1:1", "3:4", "4:3", "9:16", "16:9"], "default": "1:1"},
         "steps": {"type": "integer", "minimum": 10, "maximum": 60, "default": 30},
         "cfg_scale": {"type": "number", "minimum": 1, "maximum": 20, "default": 7},
         "seed": {"type": "integer", "minimum": 0, "maximum": 2147483647}
       }
     }$$,
     $$[
         {"provider": "a1111", "model": "sd_xl_base_1.0", "costMicroUsd": 0, "parameters": {"resolution": "1K"}}
     ]$$,
     40000),
    ('pollinations', 70, 'TEXT_TO_IMAGE',
     $${"en": "Z-Image", "ru": "Z-Image", "uk": "Z-Image"}$$,
     $${
         "en": "Quick drafts, served by Pollinations.",
         "ru": "Быстрые наброски, через Pollinations.",
         "uk": "Швидкі начерки, через Pollinations."
     }$$,
     1, $${}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt"],
       "additionalProperties": false,
       "properties": {
         "prompt": {"type": "string", "minLength": 1, "maxLength": 2000},
         "aspect_ratio": {"type": "string", "enum": ["1:1", "3:4", "4:3", "9:16", "16:9"], "default": "1:1"},
         "seed": {"type": "integer", "minimum": 0, "maximum": 2147483647}
       }
     }$$,
     $$[
         {"provider": "pollinations", "model": "zimage", "costMicroUsd": 2000},
         {"provider": "venice", "model": "z-image-turbo", "costMicroUsd": 10000}
     ]$$,
     8000),
    ('venice', 80, 'TEXT_TO_IMAGE',
     $${"en": "Venice SD 3.5", "ru": "Venice SD 3.5", "uk": "Venice SD 3.5"}$$,
     $${
         "en": "Stable Diffusion 3.5 at Venice, with a negative prompt.",
         "ru": "Stable Diffusion 3.5 у Venice, с негативным описанием.",
         "uk": "Stable Diffusion 3.5 у Venice, з негативним описом."
     }$$,
     1, $${}$$,
     $${
       "$schema": "https://json-schema.org/draft/2020-12/schema",
       "type": "object",
       "required": ["prompt"],
       "additionalProperties": false,
       "properties": {
         "prompt": {"type": "string", "minLength": 1, "maxLength": 1500},
         "negative_prompt": {"type": "string", "maxLength": 1500},
         "aspect_ratio": {"type": "string", "enum": ["1:1", "3:4", "4:3", "9:16", "16:9"], "default": "1:1"},
         "cfg_scale": {"type": "number", "minimum": 1, "maximum": 20, "default": 7},
         "seed": {"type": "integer", "minimum": 0, "maximum": 999999999}
       }
     }$$,
     $$[
         {"provider": "venice", "model": "venice-sd35", "costMicroUsd": 10000}
     ]$$,
     10000)
on conflict (id) do update
set position = excluded.position,
    kind = excluded.kind,
    names = excluded.names,
    descriptions = excluded.descriptions,
    price = excluded.price,
    extra_price = excluded.extra_price,
    input_schema = excluded.input_schema,
    routes = excluded.routes,
    typical_millis = excluded.typical_millis;
