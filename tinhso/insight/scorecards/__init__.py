"""Scorecards: points of agencies by month under a definition (QĐ 766/QĐ-TTg, TT 01/2018/TT-VPCP Điều 13), each figure with its cases.

Owns: the definition kind `scorecard`, case facts told by the events of ratings, feedback and fees, contests of single cases,
frozen months, publication. Does not own: facts of dossiers (warehouse), procedures' pages (guidance).
"""
