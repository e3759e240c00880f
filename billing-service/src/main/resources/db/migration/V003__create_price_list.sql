-- What is for sale. Prices and packs are data: change a row, not the code. A code is never given to something else.
create table product (
    code             text        not null,
    kind             text        not null,
    unit             text        not null,
    units            bigint      not null,
    price_kopecks    bigint      not null,
    place            integer     not null,
    on_sale          boolean     not null default true,
    constraint product_pkey primary key (code),
    constraint product_kind_check check (kind in ('plan', 'pack')),
    -- A plan brings actions a month, a pack the rest.
    constraint product_unit_check check (
        (kind = 'plan') = (unit = 'actions') and unit in ('actions', 'credits', 'energy', 'diamonds')),
    constraint product_units_check check (units > 0),
    constraint product_price_kopecks_check check (price_kopecks > 0)
);

comment on table product is 'The price list; a plan''s price is per month';

create table product_text (
    product_code     text        not null,
    language         text        not null,
    name             text        not null,
    description      text        not null,
    constraint product_text_pkey primary key (product_code, language),
    constraint product_text_product_code_fkey foreign key (product_code) references product (code),
    constraint product_text_language_check check (language in ('ru', 'uk', 'en'))
);

comment on table product_text is 'Names of products in each language';

insert into product (code, kind, unit, units, price_kopecks, place) values
    ('plan-50',      'plan', 'actions',   50, 29900, 10),
    ('plan-150',     'plan', 'actions',  150, 49900, 20),
    ('plan-500',     'plan', 'actions',  500, 89900, 30),
    ('credits-100',  'pack', 'credits',  100, 19900, 40),
    ('energy-100',   'pack', 'energy',   100,  9900, 50),
    ('energy-500',   'pack', 'energy',   500, 34900, 60),
    ('diamonds-50',  'pack', 'diamonds',  50, 14900, 70),
    ('diamonds-200', 'pack', 'diamonds', 200, 44900, 80);

insert into product_text (product_code, language, name, description) values
    ('plan-50', 'ru', 'Старт', '50 действий в месяц, без водяного знака'),
    ('plan-50', 'uk', 'Старт', '50 дій на місяць, без водяного знака'),
    ('plan-50', 'en', 'Start', '50 actions a month, no watermark'),
    ('plan-150', 'ru', 'Студия', '150 действий в месяц, без водяного знака'),
    ('plan-150', 'uk', 'Студія', '150 дій на місяць, без водяного знака'),
    ('plan-150', 'en', 'Studio', '150 actions a month, no watermark'),
    ('plan-500', 'ru', 'Профи', '500 действий в месяц, без водяного знака'),
    ('plan-500', 'uk', 'Профі', '500 дій на місяць, без водяного знака'),
    ('plan-500', 'en', 'Pro', '500 actions a month, no watermark'),
    ('credits-100', 'ru', '100 кредитов', 'Не сгорают, без водяного знака'),
    ('credits-100', 'uk', '100 кредитів', 'Не згорають, без водяного знака'),
    ('credits-100', 'en', '100 credits', 'Never expire, no watermark'),
    ('energy-100', 'ru', '100 энергии', 'Для разговоров с персонажами'),
    ('energy-100', 'uk', '100 енергії', 'Для розмов із персонажами'),
    ('energy-100', 'en', '100 energy', 'For talking to characters'),
    ('energy-500', 'ru', '500 энергии', 'Для разговоров с персонажами'),
    ('energy-500', 'uk', '500 енергії', 'Для розмов із персонажами'),
    ('energy-500', 'en', '500 energy', 'For talking to characters'),
    ('diamonds-50', 'ru', '50 алмазов', 'Для фотографий персонажей'),
    ('diamonds-50', 'uk', '50 діамантів', 'Для фотографій персонажів'),
    ('diamonds-50', 'en', '50 diamonds', 'For photos of characters'),
    ('diamonds-200', 'ru', '200 алмазов', 'Для фотографий персонажей'),
    ('diamonds-200', 'uk', '200 діамантів', 'Для фотографій персонажів'),
    ('diamonds-200', 'en', '200 diamonds', 'For photos of characters');
