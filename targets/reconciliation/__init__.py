"""Counts of registers held against what was reported (台帐与报表核对), and the entries behind a figure."""
