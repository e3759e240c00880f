import { Component, type ReactNode } from 'react';
import { CrashScreen } from './start/crash-screen';

/** The last net: whatever a screen throws while it renders ends here, in words. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true };
  }

  override render(): ReactNode {
    return this.state.crashed ? <CrashScreen /> : this.props.children;
  }
}
