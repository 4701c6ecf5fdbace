"""Accounts: ending one (结束账号), and handing a person's work over to a successor (移交工作)."""
