import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { readdirSync } from 'node:fs';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const NO_CLIMBING = {
  regex: '^\\.\\./\\.\\./',
  message: 'Two levels up leaves the folder: import it as @/…',
};

/** Features meet in `app`, never in each other; `shared` knows neither; `app` is imported by nobody. */
function mayNotImport(files, regex, message) {
  return {
    files: [files],
    rules: { 'no-restricted-imports': ['error', { patterns: [NO_CLIMBING, { regex, message }] }] },
  };
}

const boundaries = [
  ...features.map((feature) =>
    mayNotImport(
      `src/features/${feature}/**`,
      `^@/(app/|features/(?!${feature}/))`,
      'A feature imports neither another feature nor the app: move what both need to src/shared.',
    ),
  ),
  mayNotImport('src/shared/**', '^@/(app|features)/', 'Shared code does not import a feature or the app.'),
];

export default tseslint.config(
  { ignores: ['target', 'src/shared/api/schema.gen.d.ts'] },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    ...jsxA11y.flatConfigs.strict,
    rules: {
      ...jsxA11y.flatConfigs.strict.rules,
      'jsx-a11y/label-has-associated-control': ['error', { depth: 3 }],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...reactHooks.configs.recommended.rules,
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
    },
  },
  ...boundaries,
  {
    files: ['**/*.test.{ts,tsx}', 'src/test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
