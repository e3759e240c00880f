/** What the app uses of Telegram's SDK. It is loaded behind the first screen, so import it as a type only; see `start`. */
export {
  backButton,
  deviceStorage,
  downloadFile,
  hapticFeedback,
  init,
  isTMA,
  mainButton,
  miniApp,
  requestWriteAccess,
  secureStorage,
  setTargetOrigin,
  shareMessage,
  themeParams,
  viewport,
} from '@tma.js/sdk';
